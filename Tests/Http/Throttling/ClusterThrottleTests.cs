using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Tests.Support;
using Parley.WebFrontend.Throttling;
using Xunit;

namespace Parley.Tests.Http.Throttling;

/// <summary>Two frontends' throttles on the same grains.</summary>
[Trait("Scope", "S17")]
public sealed class ClusterThrottleTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Twenty_a_minute_are_exactly_twenty_over_both_frontends()
    {
        var frontends = Frontends(new ThrottlingOptions { SignIn = "20/min" });

        Assert.Equal(20, await Count(frontends, ThrottleScopes.SignIn, 200));
        Assert.InRange((await frontends[1].AcquireAsync(ThrottleScopes.SignIn, "key"))!.Value.TotalSeconds, 0.001, 65);
        Assert.Null(await frontends[0].AcquireAsync(ThrottleScopes.SignIn, "another key"));
    }

    /// <summary>A twentieth is leased at a time: what the other frontend has leased and not used is missing, but never is there more.</summary>
    [Fact]
    public async Task Of_a_large_rate_no_more_than_what_one_frontend_may_hold_back_is_missing()
    {
        var frontends = Frontends(new ThrottlingOptions { Send = "1000/min" });

        Assert.InRange(await Count(frontends, ThrottleScopes.Send, 5000), 950, 1000);
    }

    [Fact]
    public async Task All_at_once_are_not_more_either()
    {
        var frontends = Frontends(new ThrottlingOptions { SignIn = "20/min" });

        var decisions = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () => await frontends[i % 2].AcquireAsync(ThrottleScopes.SignIn, "crowd"))));

        Assert.Equal(20, decisions.Count(wait => wait is null));
    }

    private Throttle[] Frontends(ThrottlingOptions options) =>
        [.. Enumerable.Range(0, 2).Select(_ => new Throttle(fixture.Server.Grains, Options.Create(options), fixture.Server.Clock, NullLogger<Throttle>.Instance))];

    private static async Task<int> Count(Throttle[] frontends, string scope, int tries)
    {
        var granted = 0;
        for (var i = 0; i < tries; i++)
        {
            granted += await frontends[i % 2].AcquireAsync(scope, "key") is null ? 1 : 0;
        }

        return granted;
    }
}
