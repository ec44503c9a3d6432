using System.Text;
using Parley.Errors;
using Parley.Sessions;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Sessions;

/// <summary>
/// What a page of another site can make a browser send along with our cookie, as if SameSite did not exist. Each changes nothing.
/// </summary>
public sealed class CsrfTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Evil = "https://evil.example";
    /// <summary>As from another site, or because it is no JSON.</summary>
    private static readonly int[] Refused = [403, 415];

    private readonly TestServer _server = fixture.Server;

    /// <summary>By browsers of today, of before Fetch Metadata (2023), and by such as say nothing at all.</summary>
    public static TheoryData<string?, string?> Browsers => new() { { "cross-site", Evil }, { "cross-site", "null" }, { "same-site", "https://other.example" }, { null, Evil }, { null, "null" }, { null, null } };

    [Theory]
    [MemberData(nameof(Browsers))]
    public async Task A_form_posts_nothing(string? site, string? origin)
    {
        var room = await NewRoomAsync();
        foreach (var type in (string[])["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
        {
            var answer = await From(room.Owner, site, origin).Send(HttpMethod.Post, $"rooms/{room.Id}/messages", Body("""{"clientId":"csrf","text":"bought","x":"="}""", type));
            Assert.Contains(answer.Status, Refused);
        }

        await AssertUnchanged(room);
    }

    [Theory]
    [MemberData(nameof(Browsers))]
    public async Task A_script_without_cors_posts_nothing(string? site, string? origin)
    {
        var room = await NewRoomAsync();

        // mode: no-cors lets through the simple types alone, also with parameters that look like ours, and none at all, as with sendBeacon.
        foreach (var type in (string?[])["text/plain;charset=UTF-8", "text/plain; application/json", "application/x-www-form-urlencoded", null])
        {
            var answer = await From(room.Owner, site, origin).Send(HttpMethod.Post, $"rooms/{room.Id}/messages", Body("""{"clientId":"csrf","text":"bought"}""", type));
            Assert.Contains(answer.Status, Refused);
        }

        var ticket = await From(room.Owner, site, origin).Post("sessions/ticket");
        Assert.Equal((403, ErrorCatalog.CrossSite), (ticket.Status, ticket.Code));
        await AssertUnchanged(room);
    }

    /// <summary>These need a preflight, which is answered by nobody; if one came through all the same, the browser would have said where from.</summary>
    [Theory]
    [InlineData("cross-site", Evil)]
    [InlineData(null, Evil)]
    [InlineData(null, "null")]
    public async Task Neither_JSON_nor_another_method_does(string? site, string? origin)
    {
        var room = await NewRoomAsync();
        var client = From(room.Owner, site, origin);

        Assert.Equal(403, (await client.Post($"rooms/{room.Id}/messages", new { clientId = "csrf", text = "bought" })).Status);
        Assert.Equal(403, (await client.Send(HttpMethod.Put, $"rooms/{room.Id}/members/me")).Status);
        Assert.Equal(403, (await client.Delete("sessions")).Status);
        Assert.Equal(403, (await client.Delete("sessions/current")).Status);
        var preflight = await From(_server.Client(), site, origin).With("Access-Control-Request-Method", "POST").With("Access-Control-Request-Headers", "content-type").Send(HttpMethod.Options, $"rooms/{room.Id}/messages");
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
        await AssertUnchanged(room);
    }

    [Theory]
    [MemberData(nameof(Browsers))]
    public async Task Nobody_is_signed_in_as_somebody_else(string? site, string? origin)
    {
        await _server.Client().Post("users", new { userName = "csrf-mallory", password = "correct horse battery" });
        var body = Body("""{"userName":"csrf-mallory","password":"correct horse battery","cookie":true}""", "text/plain");

        var answer = await From(_server.Client(), site, origin).Send(HttpMethod.Post, "sessions", body);

        Assert.Contains(answer.Status, Refused);
        Assert.Null(answer.CookieLine);
    }

    [Fact]
    public async Task Our_own_page_and_programs_go_on()
    {
        var room = await NewRoomAsync();
        var own = _server.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(201, (await From(room.Owner, "same-origin", own).Post($"rooms/{room.Id}/messages", new { clientId = "a", text = "hello" })).Status);
        Assert.Equal(201, (await From(room.Owner, null, own).Post("sessions/ticket")).Status);
        Assert.Equal(201, (await From(room.Owner, null, null).Post($"rooms/{room.Id}/messages", new { clientId = "b", text = "hello" })).Status);
        Assert.Equal(201, (await room.Owner.With("X-Requested-With", "XMLHttpRequest").Post("sessions/ticket")).Status); // as stock SignalR clients say
    }

    private async Task<(TestClient Owner, string Id)> NewRoomAsync()
    {
        var name = $"u{Guid.NewGuid():N}"[..20];
        var owner = await _server.SignedIn(name, SessionForm.Cookie);
        var room = await owner.Client.Post("rooms", new { name, visibility = "public" });
        return (owner.Client, room["id"]!);
    }

    private static async Task AssertUnchanged((TestClient Owner, string Id) room)
    {
        Assert.Equal(2, (await room.Owner.Get($"rooms/{room.Id}")).Json.GetProperty("lastSeq").GetInt64());
        Assert.Single((await room.Owner.Get("sessions")).Json.EnumerateArray());
    }

    private static TestClient From(TestClient client, string? site, string? origin)
    {
        client = site is null ? client : client.With("Sec-Fetch-Site", site);
        return origin is null ? client : client.With("Origin", origin);
    }

    private static ByteArrayContent Body(string text, string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return content;
    }
}
