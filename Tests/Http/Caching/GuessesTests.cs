using Microsoft.Extensions.Options;
using Parley.Tests.Support;
using Parley.WebFrontend.Caching;
using Xunit;

namespace Parley.Tests.Http.Caching;

[Trait("Scope", "S11")]
public sealed class GuessesTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task Who_finds_nothing_of_what_they_ask_for_is_refused_for_a_while_and_nobody_else_is()
    {
        await using var server = await TestServer.Start("--Parley:Throttling:Enabled=true", "--Parley:Guesses:Misses=20", "--Parley:Guesses:RefuseFor=00:01:00");
        var (guesser, other) = (await server.SignedIn("guesser"), await server.SignedIn("other"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => guesser.Client.Get($"rooms/guess-{i}")));
        Assert.All(answers, answer => Assert.Equal(404, answer.Status));

        var refused = await guesser.Client.Get("/api/v1/me");
        Assert.Equal((429, "throttled"), (refused.Status, refused.Code));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 30, 60);
        Assert.Equal(200, (await other.Client.Get("/api/v1/me")).Status);

        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await guesser.Client.Get("/api/v1/me")).Status);
    }

    [Fact]
    public void Who_also_finds_things_is_not_refused()
    {
        var guesses = Guesses(new GuessOptions { Misses = 10, Share = 0.9 });
        for (var i = 0; i < 1000; i++)
        {
            Assert.False(guesses.Count("ann", found: i % 5 == 1)); // four of five are not there
        }

        Assert.Null(guesses.WaitOf("ann"));
    }

    [Fact]
    public void Misses_of_long_ago_do_not_count()
    {
        var guesses = Guesses(new GuessOptions { Misses = 10 });
        for (var i = 0; i < 50; i++)
        {
            Assert.False(guesses.Count("ann", found: false));
            _clock.Advance(TimeSpan.FromSeconds(8));
        }
    }

    [Fact]
    public void It_can_be_switched_off()
    {
        var guesses = Guesses(new GuessOptions { Misses = 0 });
        Assert.DoesNotContain(true, Enumerable.Range(0, 1000).Select(_ => guesses.Count("ann", found: false)));
    }

    private Guesses Guesses(GuessOptions options) => new(Options.Create(options), _clock);
}
