using Parley.Errors;
using Parley.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime;

/// <summary>
/// T20: pages of other sites that open a socket in the visitor's browser, which sends the cookie along (CSWSH). One rule, for cookie, token and
/// ticket, on the hub's negotiation and on every upgrade.
/// </summary>
public sealed class OriginTests : IAsyncLifetime
{
    private const string Listed = "https://portal.example:8443";
    private TestServer _server = null!;

    private string Own => _server.Address.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync() => _server = await TestServer.Start($"--Parley:Realtime:AllowedOrigins:0={Listed}", "--Parley:Realtime:AllowedOrigins:1=https://intra.example");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task T20_no_page_of_another_site_opens_a_connection_by_cookie_or_token()
    {
        var authority = _server.Address.Authority;
        string[] foreign =
        [
            "https://evil.example", "null", "file://",
            $"http://{authority}.evil.example", $"http://evil-{authority}", $"http://{authority}@evil.example", $"http://evil.example/{authority}",
            $"http://{_server.Address.Host}", $"http://{_server.Address.Host}:1", $"ftp://{authority}", $"http://localhost:{_server.Address.Port}",
            "http://portal.example:8443", "https://portal.example", "https://portal.example:844", "https://portal.example:8443.evil.example",
            "https://intra.example.evil.example", "https://intra.example:8443", "https://intra.exampl", "https://xintra.example", "http://intra.example",
            "https://portal.example.evil.example:8443", "https://evilportal.example:8443", "https://sub.portal.example:8443", "https://portal.example:8443/",
        ];
        foreach (var form in (SessionForm[])[SessionForm.Cookie, SessionForm.Tokens])
        {
            var ann = await _server.SignedIn($"ann-{form}", form);
            var proof = form == SessionForm.Cookie ? $"Cookie: parley_session={ann.SignedIn.Cookie}" : $"Authorization: Bearer {ann.AccessToken}";
            foreach (var origin in foreign)
            {
                await AssertRefused(proof, ann.Client.With("Origin", origin), $"Origin: {origin}");
            }

            await AssertRefused(proof, ann.Client.With("Sec-Fetch-Site", "cross-site"), "Sec-Fetch-Site: cross-site");
        }
    }

    [Fact]
    public async Task T20_our_own_page_the_listed_one_and_programs_do()
    {
        var bob = await _server.SignedIn("bob", SessionForm.Cookie);
        var cookie = $"Cookie: parley_session={bob.SignedIn.Cookie}";
        foreach (var headers in (string[][])[[$"Origin: {Own}", "Sec-Fetch-Site: same-origin"], [$"Origin: {Own}"], [$"Origin: {Listed}", "Sec-Fetch-Site: cross-site"], []])
        {
            await using var raw = await RawWebSocketClient.Connect(_server.Address, "/api/v1/ws", [cookie, .. headers]);
            await raw.Expect("ready");
            await using var hub = await RawWebSocketClient.Connect(_server.Address, "/hub", [cookie, .. headers]);
            Assert.Equal(101, hub.Status);
            var client = headers.Select(header => header.Split(": ", 2)).Aggregate(bob.Client, (next, header) => next.With(header[0], header[1]));
            Assert.Equal(200, (await client.Post("/hub/negotiate?negotiateVersion=1")).Status);
        }
    }

    [Fact]
    public async Task The_list_is_for_connections_alone()
    {
        var carla = await _server.SignedIn("carla", SessionForm.Cookie);

        Assert.Equal(403, (await carla.Client.With("Origin", Listed).Delete("sessions/current")).Status);
    }

    private async Task AssertRefused(string proof, TestClient client, string header)
    {
        var negotiation = await client.Post("/hub/negotiate?negotiateVersion=1");
        Assert.True((403, ErrorCatalog.CrossSite) == (negotiation.Status, negotiation.Code), $"{header}: {negotiation.Status} {negotiation.Body}");
        await using var hub = await RawWebSocketClient.Connect(_server.Address, "/hub", proof, header);
        Assert.Equal((403, header), (hub.Status, header));
        foreach (var path in (string[])["/api/v1/ws", "/ws/room/lobby/"])
        {
            await using var raw = await RawWebSocketClient.Connect(_server.Address, path, proof, header);
            Assert.Equal((4403, header), (await raw.CloseCode(), header));
        }
    }
}
