using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Parley.Access;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Access;

/// <summary>Holes that others had, by the numbers that docs/security.md gives them.</summary>
[Trait("Scope", "S16")]
public sealed partial class RoomSecurityTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    /// <summary>Everything by which a room can be looked at.</summary>
    private static readonly string[] Views =
        ["rooms/{room}", "rooms/{room}/events", "rooms/{room}/events?after=0", "rooms/{room}/events?before=3", "rooms/{room}/members", "rooms/{room}/bans", "rooms/{room}/invites",
        "rooms/{room}/messages", "rooms/{room}/messages?around=3", "rooms/{room}/messages/3", "rooms/{room}/messages/3/edits", "rooms/{room}/messages/3/thread",
        "rooms/{room}/pins", "rooms/{room}/messages/3/poll/vote", "rooms/{room}/messages/3/forward"];

    [Theory]
    [InlineData("kick")]
    [InlineData("ban")]
    [InlineData("leave")]
    public async Task T5_who_was_removed_learns_nothing_of_a_private_room_by_any_way(string how)
    {
        var (owner, former) = (await _server.SignedIn($"t5-owner-{how}"), await _server.SignedIn($"t5-former-{how}"));
        var name = $"t5-secret-{how}";
        var room = await owner.NewRoom(name, "private");
        await owner.Put($"rooms/{room}/members/{former.Id}", null);
        await using var hub = await HubClient.Connect(_server, former, HttpTransportType.WebSockets, isMessagePack: false);
        await hub.Call("Subscribe", room, 0L, null);
        await hub.Call("MarkRead", room, 3L);

        var removal = how switch
        {
            "kick" => await owner.Client.Delete($"rooms/{room}/members/{former.Id}"),
            "ban" => await owner.Put($"rooms/{room}/bans/{former.Id}", null),
            _ => await former.Client.Delete($"rooms/{room}/members/me"),
        };
        Assert.Equal(204, removal.Status);
        await owner.Say(room, "planted after the removal");

        // 1. No view, by id or by name, says anything else than that there is no such room.
        foreach (var view in Views)
        {
            var none = await former.Client.Get(view.Replace("{room}", "t5-no-such-room", StringComparison.Ordinal));
            foreach (var asked in new[] { room, name })
            {
                var answer = await former.Client.Get(view.Replace("{room}", asked, StringComparison.Ordinal));
                Assert.Equal((404, WithoutRequestId(none.Body)), (answer.Status, WithoutRequestId(answer.Body)));
            }
        }

        // 2. Nor do lists, read positions, or people.
        foreach (var list in new[] { "rooms", "rooms?member=me" })
        {
            var body = (await former.Client.Get(list)).Body;
            Assert.DoesNotContain(room, body, StringComparison.Ordinal);
            Assert.DoesNotContain(name, body, StringComparison.Ordinal);
        }

        foreach (var (method, arguments) in new (string, object?[])[]
        {
            ("Subscribe", [room, 0L, null]), ("MarkRead", [room, 1L]), ("Send", [room, "c", "x", null]), ("Edit", [room, 1L, "c", "x"]), ("Delete", [room, 1L, "c"]),
            ("React", [room, 1L, "c", "👍", true]),
        })
        {
            Assert.Equal("room-not-found", (await hub.Call(method, arguments)).GetProperty("error").Text("code"));
        }

        // 3. The open connection got the removal as its last event. (A later answer on it shows that nothing is on its way.)
        var last = (await hub.Events(how == "ban" ? 2 : 1))[^1];
        Assert.Equal((how == "leave" ? "memberLeft" : "memberKicked", former.Id), (last.Text("kind"), last.Text("user")));
        await hub.Call("SubscribeMany", (object)Array.Empty<object>());
        Assert.False(hub.HasMoreEvents);
    }

    [Fact]
    public async Task T4_an_edit_tells_a_newcomer_nothing_of_the_text_before_it()
    {
        var (owner, newcomer) = (await _server.SignedIn("t4-owner"), await _server.SignedIn("t4-newcomer"));
        var room = await owner.NewRoom();
        var seq = await owner.Say(room, "planted before");
        await newcomer.JoinRoom(room);
        await using var hub = await HubClient.Connect(_server, newcomer, HttpTransportType.WebSockets, isMessagePack: false);
        await hub.Call("Subscribe", room, null);
        await using var socket = await RawWebSocketClient.Connect(_server, newcomer);
        await socket.Send(new { type = "subscribe", id = 1, room });
        await socket.Find("subscribed");

        Assert.Equal(200, (await owner.Patch($"rooms/{room}/messages/{seq}", new { clientId = "e1", text = "said now" })).Status);

        // All that is pushed, as it came; and every view of the message as it is now.
        var pushed = (await hub.Events(1))[0];
        var frame = await socket.Find("events");
        Assert.Equal("said now", pushed.Text("text"));
        foreach (var seen in new[]
        {
            pushed.ToString(), frame.ToString(), (await newcomer.Client.Get($"rooms/{room}/messages")).Body, (await newcomer.Client.Get($"rooms/{room}/messages/{seq}")).Body,
        })
        {
            Assert.Contains("said now", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("planted", seen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task T10_an_archived_room_is_open_by_no_old_link_and_changed_by_no_way()
    {
        var (owner, member, stranger) = (await _server.SignedIn("t10-owner"), await _server.SignedIn("t10-member"), await _server.SignedIn("t10-stranger"));
        var room = await owner.NewRoom("t10-room");
        await member.JoinRoom(room);
        var seq = await member.Say(room, "planted");
        await member.Put($"rooms/{room}/messages/{seq}/reactions/👍", null);
        Assert.Equal(204, (await owner.Client.Post($"rooms/{room}/archive")).Status);
        var head = (await member.Client.Get($"rooms/{room}"))["lastSeq"];

        // Who is no member has every old link lead nowhere, by id and by name.
        foreach (var view in Views.SelectMany(view => new[] { view.Replace("{room}", room, StringComparison.Ordinal), view.Replace("{room}", "t10-room", StringComparison.Ordinal) }))
        {
            Assert.Equal((404, "room-not-found"), Problem(await stranger.Client.Get(view)));
        }

        // Members read, and change nothing by any way.
        Assert.Equal("planted", (await member.Client.Get($"rooms/{room}/messages/{seq}"))["text"]);
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("POST", $"rooms/{room}/messages", new { clientId = "c1", text = "x" }), ("POST", $"rooms/{room}/messages", new { clientId = "c2", text = "x", replyTo = seq }),
            ("PATCH", $"rooms/{room}/messages/{seq}", new { clientId = "c3", text = "x" }), ("DELETE", $"rooms/{room}/messages/{seq}", null),
            ("POST", $"rooms/{room}/messages", new { clientId = "c4", text = "x", thread = seq }), ("PUT", $"rooms/{room}/messages/{seq}/pin", null),
            ("PUT", $"rooms/{room}/messages/{seq}/reactions/🎉", null), ("DELETE", $"rooms/{room}/messages/{seq}/reactions/👍", null),
        })
        {
            Assert.Equal((403, "room-archived"), Problem(await Send(member, method, path, body)));
        }

        await using var hub = await HubClient.Connect(_server, member, HttpTransportType.WebSockets, isMessagePack: false);
        Assert.Equal("room-archived", (await hub.Call("Send", room, "h1", "x", null)).GetProperty("error").Text("code"));
        Assert.Equal("room-archived", (await hub.Call("React", room, seq, "h2", "🎉", true)).GetProperty("error").Text("code"));
        Assert.Equal(head, (await member.Client.Get($"rooms/{room}"))["lastSeq"]);
    }

    [Fact]
    public async Task T9_a_private_room_answers_like_one_that_does_not_exist()
    {
        var (owner, stranger) = (await _server.SignedIn("t9-owner"), await _server.SignedIn("t9-stranger"));
        var admin = await _server.Admin();
        var guest = await _server.Somebody("t9-guest", ServerRole.Guest);
        var room = await owner.NewRoom("t9-secret", "private");
        await owner.Say(room, "planted");

        foreach (var who in new[] { stranger, admin, guest })
        {
            var (listed, mine) = ((await who.Client.Get("rooms")).Body, (await who.Client.Get("rooms?member=me")).Body);
            Assert.DoesNotContain("t9-secret", listed + mine, StringComparison.Ordinal);
            foreach (var (method, path, body) in Requests())
            {
                var none = await Send(who, method, path.Replace("{room}", "t9-none", StringComparison.Ordinal), body);
                foreach (var asked in new[] { room, "t9-secret", "T9-SECRET" })
                {
                    var answer = await Send(who, method, path.Replace("{room}", asked, StringComparison.Ordinal), body);
                    Assert.Equal((404, "room-not-found"), (answer.Status, answer.Code));
                    Assert.Equal((none.Status, WithoutRequestId(none.Body)), (answer.Status, WithoutRequestId(answer.Body)));
                }
            }
        }

        static IEnumerable<(string Method, string Path, object? Body)> Requests() =>
            Views.Select(view => ("GET", view, (object?)null)).Concat(
            [
                ("PUT", "rooms/{room}/members/me", null), ("DELETE", "rooms/{room}/members/me", null), ("PATCH", "rooms/{room}", new { topic = "x" }),
                ("POST", "rooms/{room}/archive", null), ("DELETE", "rooms/{room}/archive", null), ("PUT", "rooms/{room}/members/t9-owner", null),
                ("PUT", "rooms/{room}/members/t9-nobody", null), ("PATCH", "rooms/{room}/members/t9-owner", new { role = "muted" }),
                ("DELETE", "rooms/{room}/members/t9-owner", null), ("PUT", "rooms/{room}/bans/t9-owner", null), ("DELETE", "rooms/{room}/bans/t9-owner", null),
                ("POST", "rooms/{room}/invites", new { maxUses = 1 }), ("DELETE", "rooms/{room}/invites/none", null),
                ("POST", "rooms/{room}/messages", new { clientId = "c", text = "x" }), ("PATCH", "rooms/{room}/messages/3", new { clientId = "c", text = "x" }),
                ("DELETE", "rooms/{room}/messages/3", null), ("PUT", "rooms/{room}/messages/3/reactions/👍", null), ("DELETE", "rooms/{room}/messages/3/reactions/👍", null),
                ("PUT", "rooms/{room}/messages/3/poll/vote", new { choices = new[] { 0 } }), ("DELETE", "rooms/{room}/messages/3/poll/vote", null),
                ("POST", "rooms/{room}/messages/3/poll/close", null), ("POST", "rooms/{room}/messages/3/forward", new { to = "{room}", clientId = "c" }),
                ("PUT", "rooms/{room}/messages/3/thread/read", new { seq = 3 }), ("PUT", "rooms/{room}/messages/3/thread/follow", null),
                ("DELETE", "rooms/{room}/messages/3/thread/follow", null), ("PUT", "rooms/{room}/messages/3/pin", null), ("DELETE", "rooms/{room}/messages/3/pin", null), ("PATCH", "rooms/{room}", new { name = "t9-renamed" }),
            ]);
    }

    [Fact]
    public async Task T11_a_message_of_somebody_else_is_reached_by_no_detour()
    {
        var (ann, eve) = (await _server.SignedIn("t11-ann"), await _server.SignedIn("t11-eve"));
        var (shared, secret, own) = (await ann.NewRoom(), await ann.NewRoom(visibility: "private"), await eve.NewRoom());
        await eve.JoinRoom(shared);
        var target = await ann.Say(shared, "ann's own", "ann-1");
        await ann.Say(secret, "secret 3");
        await eve.Say(own, "eve's own");

        // By number, with ann's client id, and with one that eve has used for something else.
        Assert.Equal((403, "not-your-message"), Problem(await eve.Patch($"rooms/{shared}/messages/{target}", new { clientId = "e1", text = "x" })));
        Assert.Equal((403, "not-your-message"), Problem(await eve.Patch($"rooms/{shared}/messages/{target}", new { clientId = "ann-1", text = "x" })));
        Assert.Equal((403, "not-your-message"), Problem(await eve.Client.Delete($"rooms/{shared}/messages/{target}")));
        await eve.Say(shared, "mine", "e2");
        Assert.Equal((409, "client-id-conflict"), Problem(await eve.Patch($"rooms/{shared}/messages/{target}", new { clientId = "e2", text = "x" })));

        // Through a room of one's own: the number is that room's.
        var mine = await eve.Patch($"rooms/{own}/messages/3", new { clientId = "e3", text = "changed" });
        Assert.Equal(200, mine.Status);
        Assert.Equal((404, "message-not-found"), Problem(await eve.Patch($"rooms/{own}/messages/{target + 100}", new { clientId = "e4", text = "x" })));

        // Naming another room or sender in the body changes nothing.
        Assert.Equal((403, "not-your-message"), Problem(await eve.Patch($"rooms/{shared}/messages/{target}", new { clientId = "e5", text = "x", room = own, sender = ann.Id, seq = 3 })));
        var posted = await eve.Client.Post($"rooms/{own}/messages", new { clientId = "e6", text = "x", room = shared, sender = ann.Id });
        Assert.Equal((eve.Id, own), (posted["sender"], posted["room"]));

        // A reply to what is not in the room tells nothing of other rooms.
        Assert.Equal((404, "message-not-found"), Problem(await eve.Client.Post($"rooms/{own}/messages", new { clientId = "e7", text = "x", replyTo = 500 })));

        // The hub and the socket are no way round.
        await using var hub = await HubClient.Connect(_server, eve, HttpTransportType.WebSockets, isMessagePack: false);
        Assert.Equal("not-your-message", (await hub.Call("Edit", shared, target, "h1", "x")).GetProperty("error").Text("code"));
        Assert.Equal("not-your-message", (await hub.Call("Delete", shared, target, "h2")).GetProperty("error").Text("code"));
        await using var socket = await RawWebSocketClient.Connect(_server, eve);
        await socket.Send(new { type = "edit", id = 1, room = shared, seq = target, clientId = "s1", text = "x", sender = ann.Id });
        Assert.Equal("not-your-message", (await socket.Find("error")).Text("code"));

        var log = (await ann.Client.Get($"rooms/{shared}/events?after=0")).Json.GetProperty("events").EnumerateArray();
        Assert.Equal("ann's own", Assert.Single(log, e => e.Seq() == target).Text("text"));
        Assert.DoesNotContain("secret 3", (await ann.Client.Get($"rooms/{secret}/events?after=0")).Json.GetProperty("events").EnumerateArray().Where(e => e.Text("kind") != "messagePosted").Select(e => e.ToString()));
    }

    [Fact]
    public async Task T12_members_of_a_body_that_are_not_asked_for_are_ignored()
    {
        const string Extra = """
            "isAdmin":true,"isBot":true,"admin":true,"ownerId":"u1","createdBy":"u1","sender":"u1","senderRole":"owner","id":"x1","seq":999,"n":999,"lastSeq":999,
            "createdAt":"2001-01-01T00:00:00Z","at":"2001-01-01T00:00:00Z","epoch":"e","archived":true,"secretHash":"00","uses":-5,"fromSeq":1,"kind":"roomCreated"
            """;
        var (owner, bob) = (await _server.SignedIn("t12-owner"), await _server.SignedIn("t12-bob"));

        // New users and their sessions.
        var user = await Post(_server.Client(), "users", """ "userName":"t12-new","password":"correct horse","role":"owner" """);
        Assert.Equal((201, "False", "False", "member"), (user.Status, user["isAdmin"], user["isBot"], user["role"]));
        var session = await Post(_server.Client(), "sessions", """ "userName":"t12-new","password":"correct horse","role":"admin" """);
        Assert.Equal((403, "forbidden"), Problem(await _server.Client().WithToken(session["accessToken"]!).Get("admin/users")));

        // Rooms, members, invites, settings.
        var room = await Post(owner.Client, "rooms", """ "name":"t12-room","visibility":"public","role":"muted","direct":"u1" """);
        Assert.Equal((201, owner.Id, "2", "owner", "False"), (room.Status, room["createdBy"], room["lastSeq"], room["role"], room["archived"]));
        var id = room["id"]!;
        var joined = await Send(bob, "PUT", $"rooms/{id}/members/me", Json("\"role\":\"owner\""));
        Assert.Equal(("member", 201), ((await bob.Client.Get($"rooms/{id}"))["role"], joined.Status));
        var changed = await Send(owner, "PATCH", $"rooms/{id}", Json("\"topic\":\"t\",\"role\":\"member\""));
        Assert.Equal((200, "t12-room", "t", "False", owner.Id), (changed.Status, changed["name"], changed["topic"], changed["archived"], changed["createdBy"]));
        var invite = await Post(owner.Client, $"rooms/{id}/invites", """ "maxUses":1,"code":"chosen","invite":"chosen" """);
        Assert.NotEqual("chosen", invite["code"]);
        Assert.Equal((0, owner.Id), (invite.Json.GetProperty("invite").GetProperty("uses").GetInt32(), invite.Json.GetProperty("invite").Text("createdBy")));

        // Messages.
        var posted = await Post(bob.Client, $"rooms/{id}/messages", """ "clientId":"c1","text":"hi","deleted":true """);
        Assert.Equal((201, bob.Id, "1", "messagePosted"), (posted.Status, posted["sender"], posted["n"], posted["kind"]));
        var seq = posted.Json.GetProperty("seq").GetInt64();
        Assert.True(seq < 100);
        var edited = await Send(bob, "PATCH", $"rooms/{id}/messages/{seq}", Json("\"clientId\":\"c2\",\"text\":\"ho\",\"target\":1"));
        Assert.Equal(200, edited.Status);
        Assert.Equal("1", (await bob.Client.Get($"rooms/{id}"))["n"]);

        // Roles only where they are what is asked for, and only by those who may.
        Assert.Equal((403, "forbidden"), Problem(await Send(bob, "PATCH", $"rooms/{id}/members/{bob.Id}", Json("\"role\":\"owner\""))));
        Assert.Equal((403, "forbidden"), Problem(await Send(bob, "PATCH", $"admin/users/{bob.Id}", Json("\"role\":\"owner\",\"deactivated\":false"))));

        static JsonContent Json(string members) => JsonContent.Create(JsonNode.Parse($"{{{members},{Extra}}}"));

        Task<Answer> Post(TestClient client, string path, string members) => client.Send(HttpMethod.Post, path, Json(members));
    }

    [Fact]
    public async Task T13_an_invite_lets_exactly_one_of_fifty_in()
    {
        var owner = await _server.SignedIn("t13-owner");
        var room = await owner.NewRoom(visibility: "private");
        var code = (await owner.Client.Post($"rooms/{room}/invites", new { maxUses = 1 }))["code"]!;
        var crowd = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _server.SignedIn($"t13-{i}")));

        var answers = await Task.WhenAll(crowd.Select(user => user.Client.Post($"invites/{code}")));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal((404, "invite-not-found"), Problem(answer)));
        Assert.Equal(2, (await owner.Client.Get($"rooms/{room}/members")).Json.GetArrayLength());
    }

    [Fact]
    public async Task T13_an_invite_is_good_for_its_room_and_role_and_no_longer_than_it_says()
    {
        var (owner, moderator, bob, cat) = (await _server.SignedIn("t13-o"), await _server.SignedIn("t13-m"), await _server.SignedIn("t13-b"), await _server.SignedIn("t13-c"));
        var (one, two) = (await owner.NewRoom(visibility: "private"), await owner.NewRoom(visibility: "private"));
        await owner.Put($"rooms/{one}/members/{moderator.Id}", new { role = "moderator" });
        await owner.Put($"rooms/{one}/members/{bob.Id}", null);
        var (first, second) = ((await Invite(owner, one))["code"]!, (await Invite(owner, two))["code"]!);

        // Not for those who may not add, not with a role above one's own.
        Assert.Equal((403, "forbidden"), Problem(await Invite(bob, one)));
        Assert.Equal((404, "room-not-found"), Problem(await Invite(bob, two)));
        Assert.Equal((403, "forbidden"), Problem(await moderator.Client.Post($"rooms/{one}/invites", new { role = "moderator" })));

        // Not with parts of two, not guessed, not of another installation.
        var mixed = $"{first.Split('.')[0]}.{second.Split('.')[1]}";
        foreach (var wrong in new[] { mixed, first.Split('.')[0], first + "x", "x." + first.Split('.')[1], "i00000000000000000000000000.x", "a/b" })
        {
            Assert.Equal(404, (await cat.Client.Post($"invites/{wrong}")).Status);
            Assert.Equal(404, (await cat.Client.Get($"invites/{wrong}")).Status);
        }

        // A ban is stronger; a removed maker's is over.
        var byModerator = (await Invite(moderator, one))["code"]!;
        await owner.Put($"rooms/{one}/bans/{cat.Id}", null);
        Assert.Equal((403, "banned"), Problem(await cat.Client.Post($"invites/{first}")));
        await owner.Client.Delete($"rooms/{one}/bans/{cat.Id}");
        await owner.Client.Delete($"rooms/{one}/members/{moderator.Id}");
        Assert.Equal((404, "invite-not-found"), Problem(await cat.Client.Post($"invites/{byModerator}")));

        // Used up, and once more.
        Assert.Equal(201, (await cat.Client.Post($"invites/{first}")).Status);
        await owner.Client.Delete($"rooms/{one}/members/{cat.Id}");
        Assert.Equal((404, "invite-not-found"), Problem(await cat.Client.Post($"invites/{first}")));
        Assert.Equal((404, "room-not-found"), Problem(await cat.Client.Get($"rooms/{two}")));

        static Task<Answer> Invite(TestUser user, string room) => user.Client.Post($"rooms/{room}/invites", new { maxUses = 1 });
    }

    [Fact]
    public async Task T13_an_invite_ends_with_its_time()
    {
        await using var server = await TestServer.Start();
        var (owner, bob) = (await server.SignedIn("t13-late-owner"), await server.SignedIn("t13-late-bob"));
        var room = await owner.NewRoom(visibility: "private");
        var code = (await owner.Client.Post($"rooms/{room}/invites", new { expiresIn = 60 }))["code"]!;
        Assert.Equal(200, (await bob.Client.Get($"invites/{code}")).Status);

        server.Clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(404, (await bob.Client.Get($"invites/{code}")).Status);
        Assert.Equal((404, "invite-not-found"), Problem(await bob.Client.Post($"invites/{code}")));
    }

    private static Task<Answer> Send(TestUser user, string method, string path, object? body) =>
        user.Client.Send(new HttpMethod(method), path, body as HttpContent ?? (body is null ? null : JsonContent.Create(body)));

    private static string WithoutRequestId(string body) => RequestId().Replace(body, "");

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);

    [GeneratedRegex("\"(requestId|traceId)\":\"[^\"]*\"")]
    private static partial Regex RequestId();
}
