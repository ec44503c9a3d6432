using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

/// <summary>What administrators can account for later: who came in, who did not, whose session ended and why.</summary>
[Trait("Scope", "S8")]
public sealed class SessionAuditTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Sign_ins_ends_and_a_refresh_token_that_comes_twice_are_on_record()
    {
        var client = _server.Client();
        var body = new { userName = "ann", password = "correct horse battery" };
        var user = (await client.Post("users", body))["id"]!;
        await client.Post("sessions", new { userName = "ann", password = "wrong horse battery" });
        var first = await client.Post("sessions", body);
        var second = await client.Post("sessions", body);
        await client.WithToken(second["accessToken"]!).Delete("sessions/current");
        await client.Post("sessions/refresh", new { refreshToken = first["refreshToken"] });
        _server.Clock.Advance(TimeSpan.FromSeconds(11));
        await client.Post("sessions/refresh", new { refreshToken = first["refreshToken"] });

        await Expect("authn_login_success", user, first["session"]!, null);
        await Expect("authn_login_fail", null, "ann", "sign-in-failed");
        await Expect("authn_token_revoked", user, second["session"]!, null);
        await Expect("authn_token_reuse", user, first["session"]!, null);
        await Expect("authn_token_revoked", user, first["session"]!, null);
    }

    private async Task Expect(string what, string? actor, string target, string? refusal)
    {
        var admin = await _server.Admin();
        await Eventually.Is(
            async () => (await admin.Client.Get($"admin/audit?event={what}")).Json.GetProperty("entries").EnumerateArray().Any(entry =>
                Text(entry, "actor") == actor && Text(entry, "target") == target && (refusal is null || entry.GetRawText().Contains(refusal, StringComparison.Ordinal))),
            $"{what} of {target} is on record");
    }

    private static string? Text(JsonElement entry, string member) => entry.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
