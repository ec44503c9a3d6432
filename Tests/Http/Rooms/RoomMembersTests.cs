using System.Net.Http.Json;
using Parley.Access;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rooms;

/// <summary>Roles, kicks, bans, invites, settings and direct conversations over REST.</summary>
[Trait("Scope", "S16")]
public sealed class RoomMembersTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Members_are_brought_in_by_name_get_roles_and_are_put_out()
    {
        var (owner, bob) = (await _server.SignedIn("rm-owner"), await _server.SignedIn("rm-bob"));
        var room = await owner.NewRoom(visibility: "private");

        Assert.Equal(201, (await owner.Put($"rooms/{room}/members/rm-bob", null)).Status);
        Assert.Equal(200, (await owner.Put($"rooms/{room}/members/{bob.Id}", new { role = "member" })).Status);
        Assert.Equal("member", (await bob.Client.Get($"rooms/{room}"))["role"]);
        Assert.Equal(200, (await owner.Patch($"rooms/{room}/members/{bob.Id}", new { role = "muted" })).Status);
        Assert.Equal((403, "muted"), Problem(await bob.Client.Post($"rooms/{room}/messages", new { clientId = "c", text = "hi" })));
        Assert.Equal((422, "invalid"), Problem(await owner.Patch($"rooms/{room}/members/{bob.Id}", new { role = "king" })));
        Assert.Equal((404, "user-not-found"), Problem(await owner.Put($"rooms/{room}/members/rm-nobody", null)));
        Assert.Equal(204, (await owner.Client.Delete($"rooms/{room}/members/rm-bob")).Status);
        Assert.Equal(204, (await owner.Client.Delete($"rooms/{room}/members/rm-bob")).Status);
        Assert.Equal((404, "room-not-found"), Problem(await bob.Client.Get($"rooms/{room}")));
        Assert.Equal(["roomCreated", "memberJoined", "memberJoined", "roleChanged", "memberKicked"], await owner.Kinds(room));
    }

    [Fact]
    public async Task Who_is_banned_stays_out_until_the_ban_is_lifted()
    {
        var (owner, bob) = (await _server.SignedIn("ban-owner"), await _server.SignedIn("ban-bob"));
        var room = await owner.NewRoom();
        await bob.JoinRoom(room);

        Assert.Equal(204, (await owner.Put($"rooms/{room}/bans/ban-bob", null)).Status);
        Assert.Equal((403, "banned"), Problem(await bob.Put($"rooms/{room}/members/me", null)));
        var bans = (await owner.Client.Get($"rooms/{room}/bans")).Json;
        Assert.Equal((bob.Id, owner.Id), (bans[0].GetProperty("user").Text("id"), bans[0].Text("bannedBy")));
        Assert.Equal(204, (await owner.Client.Delete($"rooms/{room}/bans/ban-bob")).Status);
        Assert.Equal(201, (await bob.Put($"rooms/{room}/members/me", null)).Status);
    }

    [Fact]
    public async Task Settings_are_changed_one_by_one_and_shown_to_everybody()
    {
        var owner = await _server.SignedIn("set-owner");
        var room = await owner.NewRoom();

        var changed = await owner.Patch($"rooms/{room}", new { topic = " Tea ", slowMode = 5 });
        Assert.Equal((200, "Tea", "5"), (changed.Status, changed["topic"], changed["slowMode"]));
        Assert.Equal(200, (await owner.Patch($"rooms/{room}", new { title = "New", visibility = "private" })).Status);
        var shown = Assert.Single((await owner.Client.Get("rooms?member=me")).Json.EnumerateArray(), one => one.Text("id") == room);
        Assert.Equal(("New", "Tea", "private"), (shown.Text("title"), shown.Text("topic"), shown.Text("visibility")));
        Assert.Equal((404, "room-not-found"), Problem(await (await _server.SignedInOnce()).Client.Get($"rooms/{room}")));
        Assert.All(
            new object[] { new { }, new { title = "" }, new { topic = new string('x', 501) }, new { slowMode = -1 }, new { visibility = "direct" }, new { title = "a\nb" } },
            body => Assert.Equal((422, "invalid"), Problem(owner.Patch($"rooms/{room}", body).GetAwaiter().GetResult())));
    }

    [Fact]
    public async Task Slow_mode_says_how_long_to_wait_and_a_repeat_needs_no_wait()
    {
        var (owner, bob) = (await _server.SignedIn("slow-owner"), await _server.SignedIn("slow-bob"));
        var room = await owner.NewRoom();
        await bob.JoinRoom(room);
        await owner.Patch($"rooms/{room}", new { slowMode = 3600 });

        var seq = await bob.Say(room, "first", "c1");
        var soon = await bob.Client.Post($"rooms/{room}/messages", new { clientId = "c2", text = "second" });
        Assert.Equal((429, "slow-mode"), Problem(soon));
        Assert.InRange(soon.Json.GetProperty("retryAfterMs").GetInt64(), 3_590_000, 3_600_000);
        Assert.NotNull(soon.Headers.RetryAfter);
        Assert.Equal(seq, await bob.Say(room, "first", "c1"));
        await owner.Say(room, "owners do not wait");
        await owner.Say(room, "at all");
    }

    [Fact]
    public async Task An_archived_room_is_read_by_its_members_and_found_by_nobody_else()
    {
        var (owner, bob, stranger) = (await _server.SignedIn("arc-owner"), await _server.SignedIn("arc-bob"), await _server.SignedInOnce());
        var room = await owner.NewRoom();
        await bob.JoinRoom(room);
        await bob.Say(room, "hi");

        Assert.Equal(204, (await owner.Client.Post($"rooms/{room}/archive")).Status);
        Assert.Equal(204, (await owner.Client.Post($"rooms/{room}/archive")).Status);
        Assert.Equal((403, "room-archived"), Problem(await bob.Client.Post($"rooms/{room}/messages", new { clientId = "c", text = "hi" })));
        Assert.Equal(200, (await bob.Client.Get($"rooms/{room}/events")).Status);
        Assert.Equal("True", (await bob.Client.Get($"rooms/{room}"))["archived"]);
        Assert.Equal((404, "room-not-found"), Problem(await stranger.Client.Get($"rooms/{room}")));
        Assert.Equal((404, "room-not-found"), Problem(await stranger.Put($"rooms/{room}/members/me", null)));
        Assert.Equal((403, "forbidden"), Problem(await bob.Client.Delete($"rooms/{room}/archive")));
        Assert.Equal(204, (await owner.Client.Delete($"rooms/{room}/archive")).Status);
        await bob.Say(room, "again");
    }

    [Fact]
    public async Task A_pair_has_one_conversation_whoever_begins_and_however_often_at_once()
    {
        var (ann, bob) = (await _server.SignedIn("dm-ann"), await _server.SignedIn("dm-bob"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0
            ? ann.Client.Post("direct", new { user = "dm-bob" })
            : bob.Client.Post("direct", new { user = ann.Id })));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var room = Assert.Single(answers.Select(answer => answer["id"]).Distinct())!;
        Assert.Equal([bob.Id, ann.Id], answers.Take(2).Select(answer => answer["direct"]));
        await ann.Say(room, "hi");
        await bob.Say(room, "hello");
        Assert.Equal((403, "forbidden"), Problem(await ann.Client.Delete($"rooms/{room}/members/me")));
        Assert.Equal((422, "invalid"), Problem(await ann.Client.Post("direct", new { user = "dm-ann" })));
        Assert.Equal((404, "user-not-found"), Problem(await ann.Client.Post("direct", new { user = "dm-nobody" })));
        Assert.Equal((404, "room-not-found"), Problem(await (await _server.SignedInOnce()).Client.Get($"rooms/{room}")));
    }

    [Fact]
    public async Task Guests_see_what_they_were_brought_into_and_who_is_there()
    {
        var (owner, stranger, guest) = (await _server.SignedIn("g-owner"), await _server.SignedIn("g-stranger"), await _server.Somebody("g-guest", ServerRole.Guest));
        var (open, shared) = (await owner.NewRoom(), await owner.NewRoom());
        Assert.Equal(201, (await owner.Put($"rooms/{shared}/members/{guest.Id}", null)).Status);

        Assert.Equal([shared], (await guest.Client.Get("rooms")).Json.EnumerateArray().Select(room => room.Text("id")));
        Assert.Equal((404, "room-not-found"), Problem(await guest.Client.Get($"rooms/{open}")));
        Assert.Equal((404, "room-not-found"), Problem(await guest.Put($"rooms/{open}/members/me", null)));
        Assert.Equal((403, "forbidden"), Problem(await guest.Client.Post("rooms", new { name = "guest-room", visibility = "private" })));
        Assert.Equal((403, "forbidden"), Problem(await guest.Client.Post("direct", new { user = owner.Id })));
        Assert.Equal(200, (await guest.Client.Get($"users/{owner.Id}")).Status);
        Assert.Equal((404, "user-not-found"), Problem(await guest.Client.Get($"users/{stranger.Id}")));
        Assert.Equal([owner.Id, guest.Id], (await guest.Client.Get($"users?ids={owner.Id},{stranger.Id},{guest.Id}")).Json.EnumerateArray().Select(user => user.Text("id")));
        await guest.Say(shared, "hi");

        // A role in the room gives a guest no more than a member has.
        Assert.Equal(200, (await owner.Patch($"rooms/{shared}/members/{guest.Id}", new { role = "moderator" })).Status);
        Assert.Equal((403, "forbidden"), Problem(await guest.Put($"rooms/{shared}/members/{stranger.Id}", null)));
    }

    [Fact]
    public async Task Administrators_moderate_public_rooms_and_know_of_no_private_ones()
    {
        var (owner, bob, admin) = (await _server.SignedIn("adm-owner"), await _server.SignedIn("adm-bob"), await _server.Admin());
        var (open, shut) = (await owner.NewRoom(), await owner.NewRoom(visibility: "private"));
        await bob.JoinRoom(open);
        var seq = await bob.Say(open, "spam");

        Assert.Equal(204, (await admin.Client.Delete($"rooms/{open}/messages/{seq}")).Status);
        Assert.Equal(204, (await admin.Put($"rooms/{open}/bans/{bob.Id}", null)).Status);
        Assert.Equal(204, (await admin.Client.Post($"rooms/{open}/archive")).Status);
        Assert.Equal(204, (await admin.Client.Delete($"rooms/{open}/archive")).Status);
        Assert.Equal((403, "not-a-member"), Problem(await admin.Client.Get($"rooms/{open}/events")));
        Assert.Equal((404, "room-not-found"), Problem(await admin.Client.Post($"rooms/{shut}/archive")));
        Assert.Equal((404, "room-not-found"), Problem(await admin.Client.Get($"rooms/{shut}")));
    }

    [Fact]
    public async Task The_code_of_an_invite_is_told_once_and_lets_in()
    {
        var (owner, bob, cat) = (await _server.SignedIn("inv-owner"), await _server.Somebody("inv-guest", ServerRole.Guest), await _server.SignedIn("inv-cat"));
        var room = await owner.NewRoom(visibility: "private");

        var made = await owner.Client.Post($"rooms/{room}/invites", new { maxUses = 2 });
        var code = made["code"]!;
        Assert.Equal(201, made.Status);
        Assert.True(code.Length >= 27 + 22);
        Assert.Equal(room, (await owner.Client.Get($"rooms/{room}"))["title"] is { } title && (await bob.Client.Get($"invites/{code}"))["title"] == title ? room : "");
        Assert.Equal(201, (await bob.Client.Post($"invites/{code}")).Status);
        Assert.Equal(200, (await bob.Client.Post($"invites/{code}")).Status);
        var listed = Assert.Single((await owner.Client.Get($"rooms/{room}/invites")).Json.EnumerateArray());
        Assert.Equal((2, 1), (listed.GetProperty("maxUses").GetInt32(), listed.GetProperty("uses").GetInt32()));
        Assert.DoesNotContain(code.Split('.')[1], (await owner.Client.Get($"rooms/{room}/events")).Body + (await owner.Client.Get($"rooms/{room}/invites")).Body, StringComparison.Ordinal);
        Assert.Equal(204, (await owner.Client.Delete($"rooms/{room}/invites/{listed.Text("id")}")).Status);
        Assert.Equal((404, "invite-not-found"), Problem(await cat.Client.Post($"invites/{code}")));
        Assert.Equal((404, "invite-not-found"), Problem(await cat.Client.Get($"invites/{code}")));
    }

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
