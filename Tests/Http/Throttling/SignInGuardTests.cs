using Parley.Audit;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Throttling;

[Trait("Scope", "S17")]
public sealed class SignInGuardTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task An_attacker_with_many_addresses_is_slowed_down_and_the_owner_is_not()
    {
        await using var server = await TestServer.Start(
            "--Parley:Throttling:Enabled=true", "--Parley:Throttling:SignIn=off", "--Parley:Throttling:Visitors=off", "--Parley:Proxies:0=127.0.0.1");
        Assert.Equal(201, (await server.Client().Post("users", new { userName = "victim", password = Password })).Status);
        var first = await SignIn(server.Client(), Password, cookie: true);
        Assert.Equal(201, first.Status);
        var device = first.Headers.GetValues("Set-Cookie").Single(line => line.StartsWith("parley_device=", StringComparison.Ordinal));
        Assert.Contains("httponly", device, StringComparison.OrdinalIgnoreCase);

        var statuses = new List<int>();
        for (var i = 0; i < 300; i++)
        {
            var guess = await SignIn(server.Client().With("X-Forwarded-For", $"198.51.{i / 250}.{(i % 250) + 1}"), "wrong");
            statuses.Add(guess.Status);
            Assert.True(guess.Status == 401 || (guess.Code == "throttled" && guess.Headers.RetryAfter is not null));
        }

        Assert.InRange(statuses.Count(status => status == 401), 5, 20);
        Assert.Equal(429, (await SignIn(server.Client().With("X-Forwarded-For", "198.51.100.100"), Password)).Status); // not even the right one: it tells nothing

        Assert.Equal(201, (await SignIn(server.Client().With("X-Forwarded-For", "203.0.113.1").With("Cookie", device.Split(';')[0]), Password)).Status); // the known device, elsewhere
        Assert.Equal(201, (await SignIn(server.Client(), Password)).Status); // the known address
        Assert.Equal(201, (await server.Client().With("X-Forwarded-For", "198.51.100.100").Post("users", new { userName = "other", password = Password })).Status);

        var log = await server.Grains.AuditLog().Read(new AuditQuery(500) { Event = AuditEvents.AuthnLoginFail });
        await Eventually.Is(async () => (log = await server.Grains.AuditLog().Read(new AuditQuery(500) { Event = AuditEvents.AuthnLoginFail })).Length >= 5, "failures are on record");
        Assert.All(log, record => Assert.Equal(("victim", "sign-in-failed"), (record.Entry.Target, record.Entry.Refusal)));
        Assert.StartsWith("198.51.", log[0].Entry.Address, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, string.Concat(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_slowed_down_in_the_same_way()
    {
        await using var server = await TestServer.Start("--Parley:Throttling:Enabled=true", "--Parley:Throttling:SignIn=off", "--Parley:SignIn:FreeGuesses=2", "--Parley:SignIn:FirstDelay=00:05:00", "--Parley:SignIn:MaxKnownDelay=00:05:00");
        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            statuses.Add((await server.Client().Post("sessions", new { userName = "nobody", password = "wrong" })).Status);
        }

        Assert.Equal([401, 401, 401, 429], statuses.Take(4));
    }

    private static Task<Answer> SignIn(TestClient client, string password, bool cookie = false) => client.Post("sessions", new { userName = "victim", password, cookie });
}
