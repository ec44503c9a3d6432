using System.Reflection;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Parley.Errors;
using Parley.Tests.Support;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Sessions;
using Xunit;

namespace Parley.Tests.Http.Bots;

[Trait("Scope", "S9")]
public sealed class BotTokensTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_bot_that_was_brought_into_a_room_reads_and_writes_there_under_its_own_name()
    {
        var ann = await _server.SignedIn("bots-ann");
        var room = await ann.NewRoom(visibility: "private");
        var bot = await NewBot(ann, "reader");
        var client = _server.Client().WithToken(bot.Token);
        Assert.Equal(404, (await client.Get($"rooms/{room}")).Status); // a private room that it is not in does not exist

        Assert.InRange((await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/members/{bot.Id}")).Status, 200, 201);
        await ann.Say(room, "hello");
        var said = await client.Post($"rooms/{room}/messages", new { clientId = "1", text = "I am a program" });

        Assert.Equal((201, bot.Id), (said.Status, said["sender"]));
        var me = await client.Get("me");
        Assert.Equal(("True", "bot", ann.Id), (me["isBot"], me["role"], me["owner"]));
        Assert.Equal(200, (await client.Get($"rooms/{room}/events")).Status);
    }

    [Fact]
    public async Task A_token_is_shown_once_and_kept_as_a_hash()
    {
        var ann = await _server.SignedIn("bots-once");
        var bot = await NewBot(ann, "once");

        var listed = await ann.Client.Get($"bots/{bot.Id}/tokens");

        Assert.StartsWith("parley_bot_", bot.Token, StringComparison.Ordinal);
        var token = Assert.Single(listed.Json.EnumerateArray());
        Assert.Equal(bot.TokenId, token.Text("id"));
        Assert.DoesNotContain(bot.Token.Split('.')[1], listed.Body, StringComparison.Ordinal);
        foreach (var wrong in new[] { bot.Token[..^1], bot.Token["parley_bot_".Length..], "parley_bot_", "parley_bot_x.y", bot.Token + "x" })
        {
            Assert.Equal(401, (await _server.Client().WithToken(wrong).Get("me")).Status);
        }

        Assert.Equal(401, (await _server.Client().WithCookie(bot.Token).Get("me")).Status);
        Assert.Equal(401, (await _server.Client().WithCookie(bot.Token["parley_bot_".Length..]).Get("me")).Status);
    }

    [Fact]
    public async Task When_a_token_is_revoked_it_is_refused_and_its_connections_are_closed()
    {
        var ann = await _server.SignedIn("bots-revoke");
        var bot = await NewBot(ann, "revoked");
        await using var hub = await HubClient.Connect(_server.Address, bot.Token, HttpTransportType.WebSockets, isMessagePack: false);
        await using var raw = await RawWebSocketClient.Connect(_server.Address);
        await raw.Send(new { type = "auth", token = bot.Token });
        await raw.Expect("ready");

        Assert.Equal(204, (await ann.Client.Delete($"bots/{bot.Id}/tokens/{bot.TokenId}")).Status);

        await hub.Closed.WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(4401, await raw.CloseCode());
        Assert.Equal((401, ErrorCatalog.SessionEnded), await Code(_server.Client().WithToken(bot.Token).Get("me")));
        Assert.Equal((404, ErrorCatalog.TokenNotFound), await Code(ann.Client.Delete($"bots/{bot.Id}/tokens/{bot.TokenId}")));
        Assert.Empty((await ann.Client.Get($"bots/{bot.Id}/tokens")).Json.EnumerateArray());
    }

    [Fact]
    public async Task A_token_ends_when_its_time_has_come_however_much_it_is_used()
    {
        await using var server = await TestServer.Start();
        var ann = await server.SignedIn("bots-time");
        var bot = await NewBot(ann, "timed", expiresIn: 3600);
        var client = server.Client().WithToken(bot.Token);
        await using var hub = await HubClient.Connect(server.Address, bot.Token, HttpTransportType.WebSockets, isMessagePack: false);
        Assert.Equal(200, (await client.Get("me")).Status);

        server.Clock.Advance(TimeSpan.FromSeconds(3601));

        Assert.Equal((401, ErrorCatalog.SessionEnded), await Code(client.Get("me")));
        await hub.Closed.WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_token_that_only_reads_changes_nothing_by_any_way_and_one_that_only_writes_reads_nothing()
    {
        var ann = await _server.SignedIn("bots-scopes");
        var room = await ann.NewRoom();
        var bot = await NewBot(ann, "scoped", scopes: ["read"]);
        await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/members/{bot.Id}");
        var reader = _server.Client().WithToken(bot.Token);
        var writer = (await ann.Client.Post($"bots/{bot.Id}/tokens", new { name = "writer", scopes = new[] { "write" } }))["token"]!;

        Assert.Equal(200, (await reader.Get($"rooms/{room}/events")).Status);
        Assert.Equal((403, ErrorCatalog.ScopeMissing), await Code(reader.Post($"rooms/{room}/messages", new { clientId = "1", text = "no" })));
        Assert.Equal((403, ErrorCatalog.ScopeMissing), await Code(_server.Client().WithToken(writer).Get($"rooms/{room}/events")));
        Assert.Equal(201, (await _server.Client().WithToken(writer).Post($"rooms/{room}/messages", new { clientId = "1", text = "yes" })).Status);

        await using var hub = await HubClient.Connect(_server.Address, bot.Token, HttpTransportType.WebSockets, isMessagePack: false);
        Assert.True((await hub.Call("Subscribe", room, 0)).GetProperty("ok").GetBoolean());
        Assert.Equal(ErrorCatalog.ScopeMissing, (await hub.Call("Send", room, "2", "no", null)).GetProperty("error").Text("code"));
        await using var raw = await RawWebSocketClient.Connect(_server.Address, $"/ws/room/{room}/", $"Authorization: Bearer {writer}");
        await raw.Expect("ready");
        Assert.Equal(ErrorCatalog.ScopeMissing, (await raw.Expect("error")).Text("code"));
    }

    [Fact]
    public async Task A_token_for_one_room_reaches_no_other_by_any_way()
    {
        var ann = await _server.SignedIn("bots-rooms");
        var (inside, outside) = (await ann.NewRoom(), await ann.NewRoom());
        var bot = await NewBot(ann, "kept");
        foreach (var room in new[] { inside, outside })
        {
            await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/members/{bot.Id}");
        }

        var made = await ann.Client.Post($"bots/{bot.Id}/tokens", new { name = "kept", rooms = new[] { inside } });
        var (token, client) = (made["token"]!, _server.Client().WithToken(made["token"]!));
        Assert.Equal([inside], made.Json.GetProperty("rooms").EnumerateArray().Select(room => room.GetString()));
        Assert.Contains((await ann.Client.Get($"bots/{bot.Id}/tokens")).Json.EnumerateArray(), one => one.TryGetProperty("rooms", out var rooms) && rooms[0].GetString() == inside);

        Assert.Equal(201, (await client.Post($"rooms/{inside}/messages", new { clientId = "1", text = "here" })).Status);
        Assert.Equal(200, (await client.Get($"rooms/{inside}/events")).Status);
        Assert.Equal(200, (await client.Get("me")).Status);
        Assert.Equal((404, ErrorCatalog.RoomNotFound), await Code(client.Get($"rooms/{outside}/events")));
        Assert.Equal((404, ErrorCatalog.RoomNotFound), await Code(client.Post($"rooms/{outside}/messages", new { clientId = "1", text = "there" })));
        Assert.Equal((404, ErrorCatalog.RoomNotFound), await Code(client.Send(HttpMethod.Put, "rooms/lobby/members/me")));
        foreach (var path in new[] { "rooms", "me/state", "search?q=there", "threads" })
        {
            Assert.Equal((403, ErrorCatalog.ScopeMissing), await Code(client.Get(path)));
        }

        Assert.Equal((403, ErrorCatalog.ScopeMissing), await Code(client.Post($"rooms/{inside}/messages/1/forward", new { clientId = "2", to = outside })));
        Assert.Equal((403, ErrorCatalog.ScopeMissing), await Code(client.Post("direct", new { user = "bots-rooms" })));

        await using var hub = await HubClient.Connect(_server.Address, token, HttpTransportType.WebSockets, isMessagePack: false);
        Assert.True((await hub.Call("Subscribe", inside, 0)).GetProperty("ok").GetBoolean());
        Assert.Equal(ErrorCatalog.RoomNotFound, (await hub.Call("Subscribe", outside, 0)).GetProperty("error").Text("code"));
        Assert.Equal(ErrorCatalog.RoomNotFound, (await hub.Call("Send", outside, "3", "there", null)).GetProperty("error").Text("code"));
        Assert.Equal(ErrorCatalog.ScopeMissing, (await hub.Call("WatchMe")).GetProperty("error").Text("code"));
        Assert.Equal(ErrorCatalog.RoomNotFound, (await hub.Call("SubscribeMany", (object)new[] { new { room = inside }, new { room = outside } })).GetProperty("error").Text("code"));

        var ticket = (await client.Post("sessions/ticket"))["ticket"];
        await using var raw = await RawWebSocketClient.Connect(_server.Address, $"/api/v1/ws?ticket={ticket}");
        await raw.Expect("ready");
        await raw.Send(new { type = "send", id = "1", room = outside, clientId = "4", text = "there" });
        Assert.Equal(ErrorCatalog.RoomNotFound, (await raw.Expect("error")).Text("code"));
        await raw.Send(new { type = "subscribe", id = "2", rooms = new[] { new { room = outside, after = 0 } } });
        Assert.Equal(ErrorCatalog.RoomNotFound, (await raw.Expect("error")).Text("code"));
        await using var named = await RawWebSocketClient.Connect(_server.Address, $"/ws/room/{outside}/", $"Authorization: Bearer {token}");
        await named.Expect("ready");
        Assert.Equal(ErrorCatalog.RoomNotFound, (await named.Expect("error")).Text("code"));

        Assert.Equal(["rooms"], (await ann.Client.Post($"bots/{bot.Id}/tokens", new { name = "x", rooms = new[] { "no-such-room-of-mine" } })).FaultyFields);
        Assert.Equal(["rooms"], (await ann.Client.Post($"bots/{bot.Id}/tokens", new { name = "x", rooms = Array.Empty<string>() })).FaultyFields);
    }

    /// <summary>The scopes of a token are those of the tickets that it buys.</summary>
    [Fact]
    public async Task A_ticket_may_no_more_than_the_token_that_it_was_bought_with()
    {
        var ann = await _server.SignedIn("bots-ticket");
        var room = await ann.NewRoom();
        var bot = await NewBot(ann, "ticketed", scopes: ["read"]);
        await ann.Client.Send(HttpMethod.Put, $"rooms/{room}/members/{bot.Id}");
        var ticket = (await _server.Client().WithToken(bot.Token).Post("sessions/ticket"))["ticket"];

        await using var raw = await RawWebSocketClient.Connect(_server.Address, $"/api/v1/ws?ticket={ticket}");
        await raw.Expect("ready");
        await raw.Send(new { type = "send", id = "1", room, clientId = "1", text = "no" });

        Assert.Equal(ErrorCatalog.ScopeMissing, (await raw.Expect("error")).Text("code"));
    }

    [Theory]
    [InlineData("GET", "bots")]
    [InlineData("POST", "bots")]
    [InlineData("GET", "sessions")]
    [InlineData("DELETE", "sessions")]
    [InlineData("PUT", "me/password")]
    [InlineData("GET", "me/contacts")]
    [InlineData("GET", "me/second-factor")]
    [InlineData("GET", "admin/users")]
    public async Task What_is_for_people_no_bot_may_do(string method, string path)
    {
        var ann = await _server.SignedIn("bots-people-" + Guid.NewGuid().ToString("N")[..8]);
        var bot = await NewBot(ann, "people");

        Assert.Equal(403, (await _server.Client().WithToken(bot.Token).Send(new HttpMethod(method), path)).Status);
    }

    [Fact]
    public async Task A_bot_is_its_owners_and_administrators_look_after_it_too()
    {
        var ann = await _server.SignedIn("bots-owner");
        var mallory = await _server.SignedIn("bots-mallory");
        var admin = await _server.Admin();
        var bot = await NewBot(ann, "owned");
        var parley = (await _server.Grains.UserName("parley").Find())!.Id;

        Assert.Equal((404, ErrorCatalog.BotNotFound), await Code(mallory.Client.Get($"bots/{bot.Id}")));
        Assert.Equal((404, ErrorCatalog.BotNotFound), await Code(mallory.Client.Post($"bots/{bot.Id}/tokens", new { name = "mine" })));
        Assert.Equal((404, ErrorCatalog.BotNotFound), await Code(mallory.Client.Delete($"bots/{bot.Id}/tokens/{bot.TokenId}")));
        Assert.Equal((404, ErrorCatalog.BotNotFound), await Code(mallory.Client.Delete($"bots/{bot.Id}")));
        Assert.Equal((404, ErrorCatalog.BotNotFound), await Code(ann.Client.Post($"bots/{ann.Id}/tokens", new { name = "a person" })));
        Assert.Equal((404, ErrorCatalog.BotNotFound), await Code(admin.Client.Post($"bots/{parley}/tokens", new { name = "the house" })));
        Assert.Equal(200, (await _server.Client().WithToken(bot.Token).Get("me")).Status);

        Assert.Equal(204, (await admin.Client.Delete($"bots/{bot.Id}")).Status);
        Assert.Equal(401, (await _server.Client().WithToken(bot.Token).Get("me")).Status);
        Assert.Empty((await ann.Client.Get("bots")).Json.EnumerateArray());
    }

    [Fact]
    public async Task Nobody_goes_on_by_their_bots_when_they_are_deactivated()
    {
        var ann = await _server.SignedIn("bots-gone");
        var bot = await NewBot(ann, "orphan");
        Assert.Equal(200, (await _server.Client().WithToken(bot.Token).Get("me")).Status);

        await _server.Grains.User(ann.Id).Deactivate();

        // Another frontend learns of it by the feed alone, as this one does here.
        await Eventually.Is(async () => (await _server.Client().WithToken(bot.Token).Get("me")).Status == 401, "refused");
    }

    [Fact]
    public async Task The_same_bot_again_is_the_same_bot_and_no_name_is_taken_from_others()
    {
        var ann = await _server.SignedIn("bots-again");
        var bob = await _server.SignedIn("bots-again-bob");

        var first = await ann.Client.Post("bots", new { userName = "again-bot" });
        var second = await ann.Client.Post("bots", new { userName = "again-bot" });

        Assert.Equal((201, 201, first["id"]), (first.Status, second.Status, second["id"]));
        Assert.Equal((409, ErrorCatalog.NameTaken), await Code(bob.Client.Post("bots", new { userName = "again-bot" })));
        Assert.Equal((409, ErrorCatalog.NameTaken), await Code(bob.Client.Post("bots", new { userName = "bots-again" })));
        Assert.Equal(422, (await bob.Client.Post("bots", new { userName = "system" })).Status);
    }

    [Fact]
    public async Task There_are_as_many_bots_and_tokens_as_may_be()
    {
        await using var server = await TestServer.Start("--Parley:Bots:MaxPerOwner=1", "--Parley:Bots:MaxTokens=1");
        var ann = await server.SignedIn("bots-many");
        var bot = await NewBot(ann, "first");

        Assert.Equal((409, ErrorCatalog.TooManyTokens), await Code(ann.Client.Post($"bots/{bot.Id}/tokens", new { name = "two" })));
        Assert.Equal((409, ErrorCatalog.TooManyBots), await Code(ann.Client.Post("bots", new { userName = "second" })));
        Assert.Equal(["scopes"], (await ann.Client.Post($"bots/{bot.Id}/tokens", new { name = "x", scopes = new[] { "admin" } })).FaultyFields);
        Assert.Equal(["expiresIn"], (await ann.Client.Post($"bots/{bot.Id}/tokens", new { name = "x", expiresIn = 1 })).FaultyFields);
        Assert.Equal(["name"], (await ann.Client.Post($"bots/{bot.Id}/tokens", new { name = " " })).FaultyFields);
    }

    [Fact]
    public async Task Who_uses_the_client_library_reads_why_they_are_refused()
    {
        using var client = new Parley.Client.ParleyClient(_server.Address.ToString(), "parley_bot_wrong");

        var refusal = await Assert.ThrowsAsync<Parley.Client.ParleyException>(() => client.MeAsync(TestContext.Current.CancellationToken));

        Assert.Equal((ErrorCatalog.NotSignedIn, ErrorCatalog.Error(ErrorCatalog.NotSignedIn).Message), (refusal.Code, refusal.Message));
    }

    /// <summary>What is new is closed to tokens that only read, until somebody says otherwise; what is said to read is there.</summary>
    [Fact]
    public void Every_call_that_a_reading_token_may_make_is_one_that_there_is()
    {
        var reader = new CurrentUser("u", "s", Parley.Access.ServerRole.Bot) { Scopes = Parley.Access.TokenScopes.Read };
        var calls = typeof(ChatHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => method.Name).Concat(RawFrameTypes.All);

        Assert.Equal(
            ["Subscribe", "SubscribeMany", "Unsubscribe", "WatchMe", "WatchPresence", "ping", "subscribe", "unsubscribe", "watchMe", "watchPresence"],
            calls.Where(call => ScopeGate.Refuse(reader, call) is null).Order(StringComparer.Ordinal));
    }

    /// <param name="name">Begins its user name, which nobody else on the shared server has.</param>
    private static async Task<(string Id, string Token, string TokenId)> NewBot(TestUser owner, string name, string[]? scopes = null, long? expiresIn = null)
    {
        var bot = await owner.Client.Post("bots", new { userName = $"{name}-{Guid.NewGuid().ToString("N")[..8]}", displayName = "A bot" });
        Assert.Equal(201, bot.Status);
        var token = await owner.Client.Post($"bots/{bot["id"]}/tokens", new { name = "test", scopes, expiresIn });
        Assert.Equal(201, token.Status);
        return (bot["id"]!, token["token"]!, token["id"]!);
    }

    private static async Task<(int, string?)> Code(Task<Answer> answer) => ((await answer).Status, (await answer).Code);
}
