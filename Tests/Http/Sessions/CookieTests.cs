using Microsoft.AspNetCore.Http;
using Parley.Errors;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.WebFrontend.Sessions;
using Xunit;

namespace Parley.Tests.Http.Sessions;

public sealed class CookieTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData("http", null, false)]
    [InlineData("http", "http://chat.example", false)]
    [InlineData("http", "https://chat.example", true)] // a proxy ends TLS
    [InlineData("http", "https://other.example", false)]
    [InlineData("https", null, true)]
    public void No_script_and_no_other_site_gets_the_cookie(string scheme, string? origin, bool isSecure)
    {
        var context = new DefaultHttpContext { Request = { Scheme = scheme, Host = new HostString("chat.example") } };
        context.Request.Headers.Origin = origin;

        SessionCookie.Set(context, "value");

        var attributes = context.Response.Headers.SetCookie.ToString().Split("; ");
        Assert.Equal(isSecure ? "__Host-parley_session=value" : "parley_session=value", attributes[0]);
        Assert.Contains("httponly", attributes);
        Assert.Contains("samesite=strict", attributes);
        Assert.Contains("path=/", attributes);
        Assert.Equal(isSecure, attributes.Contains("secure"));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("same-origin", "own", true)]
    [InlineData("none", null, true)]
    [InlineData(null, "own", true)]
    [InlineData("same-site", "own", false)]
    [InlineData("cross-site", null, false)]
    [InlineData("cross-site", "own", false)]
    [InlineData(null, "https://example.org", false)]
    [InlineData(null, "null", false)]
    [InlineData(null, "look-alike", false)]
    [InlineData("nonsense", null, false)]
    public async Task Another_site_changes_nothing_with_our_cookie(string? fetchSite, string? origin, bool isAllowed)
    {
        var ann = await _server.SignedIn($"ann-{Guid.NewGuid():N}"[..20], SessionForm.Cookie);

        var answer = await From(ann.Client, fetchSite, origin).Delete("sessions/current");

        Assert.Equal(isAllowed ? (204, null) : (403, ErrorCatalog.CrossSite), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Reading_is_not_changing()
    {
        var carla = await _server.SignedIn("carla", SessionForm.Cookie);

        Assert.Equal(200, (await carla.Client.With("Sec-Fetch-Site", "cross-site").Get("me")).Status);
    }

    [Fact]
    public async Task A_token_is_proof_enough_from_any_page()
    {
        var dora = await _server.SignedIn("dora");

        Assert.Equal(204, (await From(dora.Client, "cross-site", "https://example.org").Delete("sessions/current")).Status);
    }

    [Fact]
    public async Task Another_site_signs_nobody_in_by_cookie()
    {
        var body = new { userName = "cookie-emil", password = "correct horse battery", cookie = true };
        await _server.Client().Post("users", body);

        var answer = await From(_server.Client(), "cross-site", "https://example.org").Post("sessions", body);

        Assert.Equal((403, ErrorCatalog.CrossSite, null), (answer.Status, answer.Code, answer.CookieLine));
    }

    [Theory]
    [InlineData("x")]
    [InlineData(".")]
    [InlineData("s06h0wafb2fhft5m9gyhync60v4.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_made_up_cookie_is_refused(string cookie) => Assert.Equal(401, (await _server.Client().WithCookie(cookie).Get("me")).Status);

    [Fact]
    public async Task The_secret_of_one_session_does_not_open_another()
    {
        var frank = await _server.SignedIn("cookie-frank", SessionForm.Cookie);
        var greta = await _server.SignedIn("greta", SessionForm.Cookie);

        var mixed = $"{frank.Session}.{greta.SignedIn.Cookie!.Split('.')[1]}";

        Assert.Equal(401, (await _server.Client().WithCookie(mixed).Get("me")).Status);
    }

    [Fact]
    public async Task A_bad_token_is_not_made_up_for_by_a_cookie()
    {
        var hugo = await _server.SignedIn("hugo", SessionForm.Cookie);

        Assert.Equal(401, (await hugo.Client.WithToken("nonsense").Get("me")).Status);
    }

    private TestClient From(TestClient client, string? fetchSite, string? origin)
    {
        var own = _server.Address.GetLeftPart(UriPartial.Authority);
        client = fetchSite is null ? client : client.With("Sec-Fetch-Site", fetchSite);
        return origin is null ? client : client.With("Origin", origin switch { "own" => own, "look-alike" => own + ".example.org", _ => origin });
    }
}
