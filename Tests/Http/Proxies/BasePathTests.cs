using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Parley.Client;
using Parley.Tests.Support;
using Parley.WebFrontend.Proxies;
using Xunit;

namespace Parley.Tests.Http.Proxies;

/// <summary>A server at https://example.org/chat/ beside others on that host.</summary>
public sealed class BasePathTests(BasePathTests.Fixture fixture) : IClassFixture<BasePathTests.Fixture>
{
    private TestServer Server => fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_asks_for_all_that_it_needs_under_the_path()
    {
        var page = (await Server.Client().Get("/chat/rooms/lobby")).Body;
        var addresses = page.Split("=\"").Skip(1).Select(rest => rest.Split('"')[0]).Where(value => value.StartsWith('/') || value.StartsWith('.')).ToList();

        Assert.Contains("/chat/", addresses); // what the client is told
        Assert.Contains("/chat/manifest.webmanifest", addresses);
        Assert.Contains(addresses, address => address.StartsWith("/chat/assets/", StringComparison.Ordinal));
        foreach (var address in addresses)
        {
            Assert.Equal(200, (await Server.Client().Get(address)).Status);
        }

        Assert.Contains("nonce-", (await Server.Client().Get("/chat/")).Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"/", (await Server.Client().Get("/chat/docs/")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_slash_it_is_the_same_page()
    {
        var answer = await Server.Client().Get("/chat?failed=x");

        Assert.Equal((308, "/chat/?failed=x"), (answer.Status, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task Every_link_of_an_answer_can_be_followed()
    {
        var ann = await Server.SignedIn("ann");
        var name = "r" + Guid.NewGuid().ToString("N")[..12];
        var made = await ann.Client.Post("/chat/api/v1/rooms", new { name, title = "Room", visibility = "public" });
        Assert.Equal(201, made.Status);
        var room = made.Json;
        await ann.Client.Post($"/chat/api/v1/rooms/{name}/messages", new { clientId = "a", text = "one" });
        var message = await ann.Client.Post($"/chat/api/v1/rooms/{name}/messages", new { clientId = "b", text = "two" });
        var page = await ann.Client.Get($"/chat/api/v1/rooms/{name}/events?after=0&limit=1");
        var one = (await ann.Client.Get($"/chat/api/v1/rooms/{name}/messages/{message["seq"]}")).Json;
        var root = (await ann.Client.Get("/chat/api/v1")).Json;

        string[] links =
        [
            made.Headers.Location!.ToString(), Href(room, "self"), Href(room, "creator"), Href(one, "self"), Href(one, "author"), Href(root, "self"), root.Text("documentation")!,
            page.Headers.GetValues("Link").Single().Split('<', '>')[1],
        ];
        foreach (var link in links)
        {
            Assert.StartsWith("/chat/", link, StringComparison.Ordinal);
            Assert.Equal(200, (await ann.Client.Get(link)).Status);
        }

        Assert.Equal("/chat", (await ann.Client.Get("/chat/openapi/v1.json")).Json.GetProperty("servers")[0].Text("url"));
        Assert.Equal("/chat", (await ann.Client.Get("/chat/asyncapi/v1.json")).Json.GetProperty("servers").GetProperty("parley").Text("pathname"));
    }

    [Fact]
    public async Task A_proxy_may_take_the_path_away()
    {
        var ann = await Server.SignedIn("ann");

        Assert.Equal("/chat/api/v1", Href((await ann.Client.Get("/api/v1")).Json, "self"));
        Assert.Equal(200, (await Server.Client().Get("/health/ready")).Status);
        Assert.Equal(200, (await Server.Client().Get("/chat/health/ready")).Status);
    }

    [Fact]
    public async Task Servers_that_share_a_host_do_not_share_a_cookie()
    {
        var userName = "u" + Guid.NewGuid().ToString("N")[..8];
        await Server.Client().Post("/chat/api/v1/users", new { userName, password = "correct horse battery 42" });

        var plain = await SignIn(Server.Client());
        var secure = await SignIn(Server.Client().With("X-Forwarded-Proto", "https"));

        Assert.Matches("^parley_session\\.chat=[^;]+;.* path=/chat;", plain);
        Assert.Matches("^__Host-parley_session\\.chat=[^;]+;.* path=/; secure;", secure);
        Assert.Equal(200, (await Server.Client().With("Cookie", plain.Split(';')[0]).Get("/chat/api/v1/me")).Status);
        Assert.Equal(401, (await Server.Client().With("Cookie", plain.Split(';')[0].Replace(".chat", "", StringComparison.Ordinal)).Get("/chat/api/v1/me")).Status);
        var ended = await Server.Client().With("Cookie", plain.Split(';')[0]).Delete("/chat/api/v1/sessions/current");
        Assert.Contains("parley_session.chat=; expires=", ended.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);

        async Task<string> SignIn(TestClient client) => (await client.Post("/chat/api/v1/sessions", new { userName, password = "correct horse battery 42", cookie = true })).Headers.GetValues("Set-Cookie").Single(line => line.Contains("parley_session", StringComparison.Ordinal));
    }

    /// <summary>They are taken out of the address before anything can log it, which has to know what the server lies under.</summary>
    [Fact]
    public async Task Secrets_in_addresses_are_found_there_and_do_not_stay_there()
    {
        var ann = await Server.SignedIn("ann");
        var room = (await ann.Client.Post("rooms", new { name = "r" + Guid.NewGuid().ToString("N")[..12], title = "Room", visibility = "public" }))["id"];
        var hook = new Uri((await ann.Client.Post($"rooms/{room}/hooks", new { name = "Alerts" }))["url"]!);

        Assert.StartsWith("/chat/hooks/", hook.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(200, (await Server.Client().Post(hook.AbsolutePath, new { text = "Posted" })).Status);
        await using var socket = await RawWebSocketClient.Connect(Server.Address, $"/chat/api/v1/ws?access_token={ann.AccessToken}");
        await socket.Expect("ready");
        var code = (await ann.Client.Post($"rooms/{room}/invites", new { }))["code"];
        Assert.Equal(200, (await ann.Client.Get($"/chat/api/v1/invites/{code}")).Status);

        Assert.Contains(fixture.Log.Lines, line => line.Contains("/chat/hooks/-", StringComparison.Ordinal));
        foreach (var secret in new[] { hook.Segments[^1], ann.AccessToken!, code! })
        {
            Assert.DoesNotContain(fixture.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_program_of_the_client_library_works_under_the_path()
    {
        var ann = await Server.SignedIn("ann");
        var room = (await ann.Client.Post("rooms", new { name = "r" + Guid.NewGuid().ToString("N")[..12], title = "Room", visibility = "public" }))["id"]!;
        using var client = new ParleyClient(new Uri(Server.Address, "/chat/").ToString(), ann.AccessToken!);

        Assert.True((await client.SendAsync(room, "Sent", cancellation: Cancellation)).Seq > 0);
    }

    [Theory]
    [InlineData("/chat", null, true)]
    [InlineData("/team/chat-1", "https://example.org/team/chat-1/", true)]
    [InlineData(null, "https://chat.example.org", true)]
    [InlineData("chat", null, false)]
    [InlineData("/chat/", null, false)]
    [InlineData("/a/../b", null, false)]
    [InlineData("/a b", null, false)]
    [InlineData("/api", null, false)]
    [InlineData("/hooks/x", null, false)]
    [InlineData("/rooms", null, false)]
    [InlineData("/assets/x", null, false)]
    [InlineData("/chat", "https://example.org", false)]
    [InlineData(null, "https://example.org/chat", false)]
    public void A_path_that_cannot_be_meant_stops_the_start(string? path, string? publicUrl, bool isFine)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Parley:PublicUrl", publicUrl)]).Build();

        Assert.Equal(isFine, new ProxyOptions.Validator(configuration).Validate(null, new ProxyOptions { PathBase = path }).Succeeded);
    }

    private static string Href(JsonElement resource, string rel) => resource.GetProperty("_links").GetProperty(rel).Text("href")!;

    public sealed class Fixture : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public LogRecorder Log { get; } = new();

        public async ValueTask InitializeAsync() => Server = await TestServer.Start(
            new TempFolder(), builder => builder.Logging.AddProvider(Log), "--Parley:PathBase=/chat", "--Parley:Proxies:0=127.0.0.1", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting=Information");

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
