using Microsoft.Extensions.DependencyInjection;
using Parley.Errors;
using Parley.Tests.Support;
using Parley.WebFrontend.Throttling;
using Xunit;

namespace Parley.Tests.Http.Throttling;

public sealed class ThrottlingTests
{
    private const string Enabled = "--Parley:Throttling:Enabled=true";

    [Theory]
    [InlineData("SignIn", "sessions")]
    [InlineData("Register", "users")]
    public async Task Guessing_is_slowed_down_even_with_bodies_that_say_nothing(string setting, string path)
    {
        await using var server = await TestServer.Start(Enabled, $"--Parley:Throttling:{setting}=2/h");
        Assert.Equal(422, (await server.Client().PostText(path, "{}")).Status);
        Assert.Equal(400, (await server.Client().PostText(path, "{")).Status);

        var third = await server.Client().PostText(path, "{}");

        Assert.Equal((429, ErrorCatalog.Throttled), (third.Status, third.Code));
        Assert.Equal(["code", "error", "requestId", "retryAfterMs", "status", "title", "type"], third.Json.EnumerateObject().Select(member => member.Name).Order());
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3900); // what was used comes back a twelfth of the period late at most
        Assert.Equal(200, (await server.Client().Get("sessions/options")).Status);
    }

    [Fact]
    public async Task One_user_does_not_use_up_the_calls_of_another()
    {
        await using var server = await TestServer.Start(Enabled, "--Parley:Throttling:Calls=3/h");
        var ann = await server.SignedIn("ann");
        var bob = await server.SignedIn("bob");
        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await ann.Client.Get("me"));
        }

        Assert.Equal([200, 200, 200, 429], answers.Select(answer => answer.Status));
        Assert.All(answers, answer => Assert.Equal("\"calls\";q=3;w=3600", answer.Headers.GetValues("RateLimit-Policy").Single()));
        Assert.Equal(["\"calls\";r=2", "\"calls\";r=1", "\"calls\";r=0", $"\"calls\";r=0;t={answers[3].Headers.RetryAfter}"], answers.Select(answer => answer.Headers.GetValues("RateLimit").Single()));
        Assert.Equal(200, (await bob.Client.Get("me")).Status);
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var server = await TestServer.Start("--Parley:Throttling:Enabled=false", "--Parley:Throttling:SignIn=1/h");
        var throttle = server.Services.GetRequiredService<IThrottle>();

        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await throttle.AcquireAsync(ThrottleScopes.SignIn, "somewhere"));
        }
    }
}
