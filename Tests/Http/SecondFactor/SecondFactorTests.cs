using System.Text.Json;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Parley.Errors;
using Parley.Grains;
using Parley.Grains.SecondFactor;
using Parley.SecondFactor;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.SecondFactor;

[Trait("Scope", "S6")]
public sealed class SecondFactorTests(DevelopmentFixture fixture) : IClassFixture<DevelopmentFixture>
{
    private const string Password = "correct horse";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_sign_in_takes_two_steps_and_a_code_is_good_once()
    {
        var (client, secret, _) = await Protected("two-steps");
        Assert.Equal("True", (await client.Get("me/second-factor"))["on"]);

        var asked = await SignIn("two-steps");
        Assert.Equal((401, ErrorCatalog.SecondFactorNeeded), (asked.Status, asked.Code));
        Assert.Equal("no-store", asked.Headers.CacheControl?.ToString());
        var code = Code(secret, 1);
        Assert.Equal(ErrorCatalog.CodeWrong, (await Continue(asked["ticket"]!, "000000" == code ? "111111" : "000000")).Code);
        var signedIn = await Continue(asked["ticket"]!, code);
        Assert.Equal(201, signedIn.Status);
        Assert.Equal("two-steps", (await _server.Client().WithToken(signedIn["accessToken"]!).Get("me"))["userName"]);

        Assert.Equal(ErrorCatalog.TicketEnded, (await Continue(asked["ticket"]!, code)).Code);
        var again = await SignIn("two-steps");
        Assert.Equal(ErrorCatalog.CodeWrong, (await Continue(again["ticket"]!, code)).Code); // the step is spent
    }

    [Fact]
    public async Task By_cookie_as_well()
    {
        var (_, _, recovery) = await Protected("cookie-two");
        var asked = await _server.Client().Post("sessions", new { userName = "cookie-two", password = Password, cookie = true });

        var signedIn = await _server.Client().Post("sessions/second-factor", new { ticket = asked["ticket"], code = recovery[0], cookie = true });

        Assert.Equal((201, null), (signedIn.Status, signedIn["accessToken"]));
        Assert.Equal(200, (await _server.Client().WithCookie(signedIn.Cookie!).Get("me")).Status);
        Assert.Equal(403, (await _server.Client().With("Sec-Fetch-Site", "cross-site").Post("sessions/second-factor", new { ticket = asked["ticket"], code = recovery[1], cookie = true })).Status);
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_and_a_new_set_ends_the_old()
    {
        var (client, secret, recovery) = await Protected("recover");
        Assert.Equal(10, recovery.Distinct().Count());
        var asked = await SignIn("recover");
        Assert.Equal(201, (await Continue(asked["ticket"]!, recovery[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal))).Status);
        Assert.Equal("9", (await client.Get("me/second-factor"))["recoveryCodesLeft"]);
        Assert.Equal(ErrorCatalog.CodeWrong, (await Continue((await SignIn("recover"))["ticket"]!, recovery[0])).Code);

        var renewed = await client.Post("me/second-factor/recovery-codes", new { code = Code(secret, 1) });
        var codes = renewed.Json.GetProperty("recoveryCodes").Deserialize<string[]>()!;
        Assert.Equal(ErrorCatalog.CodeWrong, (await Continue((await SignIn("recover"))["ticket"]!, recovery[1])).Code);
        Assert.Equal(201, (await Continue((await SignIn("recover"))["ticket"]!, codes[3])).Status);
    }

    [Fact]
    public async Task A_ticket_takes_five_attempts_for_five_minutes_and_dies_with_the_password()
    {
        var (client, _, recovery) = await Protected("ticket");
        var first = (await SignIn("ticket"))["ticket"]!;
        Assert.Equal(ErrorCatalog.TicketEnded, (await Continue(first + "x", recovery[0])).Code);
        Assert.Equal(ErrorCatalog.TicketEnded, (await Continue("nonsense", recovery[0])).Code);
        Assert.Equal(ErrorCatalog.TicketEnded, (await Continue($"{(await _server.SignedInOnce()).Id}.{first.Split('.', 2)[1]}", recovery[0])).Code);

        var second = (await SignIn("ticket"))["ticket"]!;
        var changed = await client.Send(HttpMethod.Put, "me/password", System.Net.Http.Json.JsonContent.Create(new { oldPassword = Password, newPassword = "another horse" }));
        Assert.Equal(204, changed.Status);
        Assert.Equal(ErrorCatalog.TicketEnded, (await Continue(second, recovery[0])).Code);

        var third = (await _server.Client().Post("sessions", new { userName = "ticket", password = "another horse" }))["ticket"]!;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ErrorCatalog.CodeWrong, (await Continue(third, "wrong")).Code);
        }

        Assert.Equal(ErrorCatalog.TicketEnded, (await Continue(third, recovery[0])).Code);
    }

    [Fact]
    public async Task Who_guesses_codes_on_and_on_waits_longer_each_time()
    {
        var (client, _, recovery) = await Protected("guesser");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ErrorCatalog.CodeWrong, (await client.Post("me/second-factor/recovery-codes", new { code = "000000" })).Code);
        }

        var refused = await client.Post("me/second-factor/recovery-codes", new { code = recovery[0] });
        Assert.Equal((429, ErrorCatalog.Throttled), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task It_counts_after_the_first_code_and_goes_with_password_and_code()
    {
        var client = await Registered("on-off");
        Assert.Equal(ErrorCatalog.PasswordWrong, (await client.Post("me/second-factor/setup", new { password = "not it" })).Code);
        var setup = await client.Post("me/second-factor/setup", new { password = Password });
        Assert.Equal(201, (await SignIn("on-off")).Status); // not confirmed yet
        var secret = Secret(setup);
        Assert.Equal(ErrorCatalog.CodeWrong, (await client.Post("me/second-factor/confirm", new { code = "12345" })).Code);
        Assert.Equal(200, (await client.Post("me/second-factor/confirm", new { code = Code(secret) })).Status);
        Assert.Equal(ErrorCatalog.SecondFactorOn, (await client.Post("me/second-factor/setup", new { password = Password })).Code);

        Assert.Equal(ErrorCatalog.PasswordWrong, (await client.Post("me/second-factor/off", new { password = "not it", code = Code(secret, 1) })).Code);
        Assert.Equal(ErrorCatalog.CodeWrong, (await client.Post("me/second-factor/off", new { password = Password, code = Code(secret) })).Code); // spent
        Assert.Equal("False", (await client.Post("me/second-factor/off", new { password = Password, code = Code(secret, 1) }))["on"]);
        Assert.Equal(201, (await SignIn("on-off")).Status);
    }

    /// <summary>Two activations of the grain, on silos that do not see each other, are shown the same code.</summary>
    [Fact]
    public async Task A_code_spent_behind_an_activations_back_is_refused()
    {
        var (_, secret, recovery) = await Protected("doubled");
        var user = (await _server.Grains.UserName("doubled").Find())!.Id;
        var grain = _server.Grains.SecondFactor(user);
        await grain.Status(); // this activation has read the state
        var storage = _server.Services.GetRequiredKeyedService<IGrainStorage>(GrainsRegistration.StateStore);
        var other = new GrainState<SecondFactorState>();
        await storage.ReadStateAsync("second-factor", grain.GetGrainId(), other);
        other.State = other.State! with { LastStep = other.State.LastStep + 1, RecoveryHashes = [] };
        await storage.WriteStateAsync("second-factor", grain.GetGrainId(), other);

        Assert.Equal(ErrorCatalog.CodeWrong, (await grain.Spend(new ShowCode(recovery[0]))).Error?.Code);
        Assert.Equal(ErrorCatalog.CodeWrong, (await grain.Spend(new ShowCode(recovery[1]))).Error?.Code); // and the next activation knows it
        Assert.NotNull(secret);
    }

    [Fact]
    public async Task The_secret_is_not_readable_where_it_is_kept()
    {
        var (_, secret, _) = await Protected("sealed");
        var grain = _server.Grains.SecondFactor((await _server.Grains.UserName("sealed").Find())!.Id);
        var kept = new GrainState<SecondFactorState>();
        await _server.Services.GetRequiredKeyedService<IGrainStorage>(GrainsRegistration.StateStore).ReadStateAsync("second-factor", grain.GetGrainId(), kept);

        var json = JsonSerializer.Serialize(kept.State);
        Assert.DoesNotContain(Convert.ToBase64String(secret), json, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(secret), json, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(-1, kept.State!.Secret.AsSpan().IndexOf(secret));
    }

    private async Task<TestClient> Registered(string userName)
    {
        Assert.Equal(201, (await _server.Client().Post("users", new { userName, password = Password })).Status);
        return _server.Client().WithToken((await SignIn(userName))["accessToken"]!);
    }

    private async Task<(TestClient Client, byte[] Secret, string[] Recovery)> Protected(string userName)
    {
        var client = await Registered(userName);
        var secret = Secret(await client.Post("me/second-factor/setup", new { password = Password }));
        var confirmed = await client.Post("me/second-factor/confirm", new { code = Code(secret, -1) });
        return (client, secret, confirmed.Json.GetProperty("recoveryCodes").Deserialize<string[]>()!);
    }

    private static byte[] Secret(Answer setup)
    {
        const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = HttpUtility.ParseQueryString(new Uri(setup["uri"]!).Query)["secret"]!;
        Assert.Equal(text, setup["secret"]);
        var bits = string.Concat(text.Select(c => Convert.ToString(Base32.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    private string Code(byte[] secret, int stepsAway = 0) => Totp.Code(secret, Totp.StepAt(_server.Clock.GetUtcNow()) + stepsAway);

    private Task<Answer> SignIn(string userName) => _server.Client().Post("sessions", new { userName, password = Password });

    private Task<Answer> Continue(string ticket, string code) => _server.Client().Post("sessions/second-factor", new { ticket, code });
}
