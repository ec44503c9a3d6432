using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime.Presence;

/// <summary>Mutes, levels, settings and drafts are kept by the server and the same on every device.</summary>
[Trait("Scope", "P6")]
public sealed class LevelsAndDraftsTests(OwnServerFixture fixture) : IClassFixture<OwnServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_mute_and_a_level_are_the_same_on_every_device_and_end_by_themselves()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        var (phone, before) = await _server.Listen(ann);
        var until = _server.Clock.GetUtcNow() + TimeSpan.FromHours(1);

        await Put(ann, $"me/rooms/{room}", new { level = "mentions", muted = true, mutedUntil = until });
        var change = await phone.Change("room");
        var during = await State(ann);
        _server.Clock.Advance(TimeSpan.FromHours(2));
        var after = await State(await _server.SignedInAgain(ann.Id));
        await Put(await _server.SignedInAgain(ann.Id), $"me/rooms/{room}", new { });

        Assert.Equal(0, before.GetProperty("rooms").GetArrayLength());
        Assert.Equal((room, "mentions", true), (change.Text("room"), change.Text("level"), change.GetProperty("muted").GetBoolean()));
        Assert.Equal("mentions", Assert.Single(during.GetProperty("rooms").EnumerateArray()).Text("level"));
        var left = Assert.Single(after.GetProperty("rooms").EnumerateArray());
        Assert.Equal(("mentions", false), (left.Text("level"), left.GetProperty("muted").GetBoolean()));
        Assert.Equal(0, (await State(await _server.SignedInAgain(ann.Id))).GetProperty("rooms").GetArrayLength());
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Settings_are_kept_and_told()
    {
        var ann = await User();
        var (phone, before) = await _server.Listen(ann);

        var set = await Put(ann, "me/settings", new { level = "none", sound = false, doNotDisturb = true });
        var change = await phone.Change("settings");
        var wrong = await Put(ann, "me/settings", new { level = "some" });
        await Activations.Deactivate(_server.Grains.User(ann.Id));

        Assert.Equal(("all", true), (before.GetProperty("settings").Text("level"), before.GetProperty("settings").GetProperty("sound").GetBoolean()));
        Assert.Equal(200, set.Status);
        Assert.Equal(("none", false), (change.Text("level"), change.GetProperty("sound").GetBoolean()));
        Assert.Equal((422, "level"), (wrong.Status, Assert.Single(wrong.FaultyFields)));
        Assert.True((await State(ann)).GetProperty("settings").GetProperty("doNotDisturb").GetBoolean());
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task A_draft_is_on_every_device_until_it_is_sent_and_the_last_writer_wins()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        var (phone, _) = await _server.Listen(ann);

        var first = await Put(ann, $"me/drafts/{room}", new { text = "hel" });
        var second = await Put(ann, $"me/drafts/{room}", new { text = "hello", replyTo = 1 });
        var again = await Put(ann, $"me/drafts/{room}", new { text = "hello", replyTo = 1 });
        var heard = await phone.Change("draft", draft => draft.Text("text") == "hello");
        await Activations.Deactivate(_server.Grains.Drafts(ann.Id));
        var kept = Assert.Single((await State(ann)).GetProperty("drafts").EnumerateArray());
        await ann.Client.Post($"rooms/{room}/messages", new { clientId = "c1", text = "hello", draft = Version(second) });
        var dropped = await phone.Change("draftDropped");

        Assert.True(Version(second) > Version(first));
        Assert.Equal(Version(second), Version(again));
        Assert.Equal(Version(second), heard.GetProperty("version").GetInt64());
        Assert.Equal(("hello", 1), (kept.Text("text"), kept.GetProperty("replyTo").GetInt32()));
        Assert.Equal((room, Version(second)), (dropped.Text("room"), dropped.GetProperty("version").GetInt64()));
        Assert.Equal(0, (await State(ann)).GetProperty("drafts").GetArrayLength());
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Sending_an_older_draft_leaves_what_was_written_since_on_another_device()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        var sent = Version(await Put(ann, $"me/drafts/{room}", new { text = "sent here" }));
        await Put(ann, $"me/drafts/{room}", new { text = "written there" });
        await using var hub = await HubClient.Connect(_server, ann, HttpTransportType.WebSockets, isMessagePack: true);
        await using var socket = await RawWebSocketClient.Connect(_server, ann);

        await hub.Call("Send", room, "c1", "sent here", new Dictionary<string, object?> { ["draft"] = sent });
        await socket.Send(new { type = "send", id = 1, room, clientId = "c2", text = "once more", draft = sent });
        await socket.Expect("ack");

        Assert.Equal("written there", Assert.Single((await State(ann)).GetProperty("drafts").EnumerateArray()).Text("text"));
        await socket.Send(new { type = "send", id = 2, room, clientId = "c3", text = "written there", draft = sent + 1 });
        await socket.Expect("ack");
        Assert.Equal(0, (await State(ann)).GetProperty("drafts").GetArrayLength());
    }

    [Fact]
    public async Task A_draft_is_thrown_away_as_it_was_seen_and_not_what_was_written_since()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        var seen = Version(await Put(ann, $"me/drafts/{room}", new { text = "seen" }));
        var newer = Version(await Put(ann, $"me/drafts/{room}", new { text = "written since" }));

        var older = await ann.Client.Delete($"me/drafts/{room}?version={seen}");
        Assert.Equal("written since", Assert.Single((await State(ann)).GetProperty("drafts").EnumerateArray()).Text("text"));
        var dropped = await ann.Client.Delete($"me/drafts/{room}?version={newer}");

        Assert.Equal((204, 204), (older.Status, dropped.Status));
        Assert.Equal(0, (await State(ann)).GetProperty("drafts").GetArrayLength());
    }

    [Fact]
    public async Task Who_leaves_a_room_leaves_draft_and_level_behind()
    {
        var (ann, bob) = (await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        await Put(bob, $"me/drafts/{room}", new { text = "wait" });
        await Put(bob, $"me/rooms/{room}", new { level = "none" });
        var (phone, _) = await _server.Listen(bob);

        await ann.Client.Delete($"rooms/{room}/members/{bob.Id}");
        await phone.Change("draftDropped");

        var state = await State(bob);
        Assert.Equal((0, 0), (state.GetProperty("drafts").GetArrayLength(), state.GetProperty("rooms").GetArrayLength()));
        Assert.Equal(403, (await Put(bob, $"me/drafts/{room}", new { text = "still" })).Status);
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Drafts_have_a_bound()
    {
        await using var server = await TestServer.Start("--Parley:Drafts:MaxDrafts=1", "--Parley:Drafts:MaxCharacters=1000");
        var ann = await server.SignedIn("ann");
        var (room, other) = (await ann.NewRoom(), await ann.NewRoom());

        Assert.Equal(200, (await Put(ann, $"me/drafts/{room}", new { text = "x" })).Status);
        Assert.Equal("too-many-drafts", (await Put(ann, $"me/drafts/{other}", new { text = "x" })).Code);
        Assert.Equal("too-many-drafts", (await Put(ann, $"me/drafts/{room}", new { text = new string('x', 1001) })).Code);
        Assert.Equal("invalid", (await Put(ann, $"me/drafts/{room}", new { text = "" })).Code);
        Assert.Equal(204, (await ann.Client.Delete($"me/drafts/{room}")).Status);
        Assert.Equal(204, (await ann.Client.Delete($"me/drafts/{room}")).Status);
        Assert.Equal(200, (await Put(ann, $"me/drafts/{other}", new { text = "x" })).Status);
    }

    private Task<TestUser> User() => _server.SignedIn("lvl-" + Guid.NewGuid().ToString("N")[..16]);

    private static async Task<JsonElement> State(TestUser user) => (await user.Client.Get("me/state")).Json;

    private static Task<Answer> Put(TestUser user, string path, object body) => user.Client.Send(HttpMethod.Put, path, JsonContent.Create(body));

    private static long Version(Answer answer) => answer.Json.GetProperty("version").GetInt64();
}
