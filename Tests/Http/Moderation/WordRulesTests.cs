using System.Net.Http.Json;
using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Moderation;

/// <summary>Words that are not to be said: masked, refused, or looked at first.</summary>
[Trait("Scope", "P6")]
public sealed class WordRulesTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_room_masks_and_refuses_what_its_moderators_say_and_repeats_get_the_first_answer()
    {
        var (ann, bob, room) = await Room();
        var before = await Send(bob, room, "c0", "this is Bäd");
        var set = await Rules(ann, $"rooms/{room}/word-rules", ("bad", "mask"), ("worse", "refuse"));

        var masked = await Send(bob, room, "c1", "so bad");
        var edit = await bob.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/{masked["seq"]}", JsonContent.Create(new { clientId = "e1", text = "B A D is bad" }));
        var refused = await Send(bob, room, "c2", "WORSE");

        Assert.Equal((200, "1"), (set.Status, set["version"]));
        Assert.Equal((201, "so •••"), (masked.Status, masked["text"]));
        Assert.Equal(("B A D is •••", 200), ((await bob.Client.Get($"rooms/{room}/messages/{masked["seq"]}"))["text"], edit.Status));
        Assert.Equal((422, "words-refused"), (refused.Status, refused.Code));
        Assert.Equal(["text"], refused.FaultyFields);
        Assert.Equal((200, before["seq"]), await Repeat(bob, room, "c0", "this is Bäd")); // said before there was a rule
        Assert.Equal((200, masked["seq"]), await Repeat(bob, room, "c1", "so bad"));
        Assert.Equal("words-refused", (await ann.Client.Send(HttpMethod.Patch, $"rooms/{room}", JsonContent.Create(new { topic = "bad" }))).Code);
        Assert.Equal("words-refused", (await bob.Client.Post($"rooms/{room}/uploads", new { name = "bad.txt", size = 1 })).Code);
        Assert.Equal("forbidden", (await bob.Client.Get($"rooms/{room}/word-rules")).Code);
        Assert.Equal("invalid", (await Rules(ann, $"rooms/{room}/word-rules", ("*", "mask"))).Code);
        Assert.Equal("invalid", (await Rules(ann, $"rooms/{room}/word-rules", ("x", "burn"))).Code);
        var other = await ann.NewRoom();
        Assert.Equal(201, (await Send(ann, other, "c1", "bad")).Status); // of this room alone
    }

    [Fact]
    public async Task What_is_held_is_seen_by_moderators_alone_until_one_lets_it_through()
    {
        var (ann, bob, room) = await Room();
        await Rules(ann, $"rooms/{room}/word-rules", ("hmm*", "hold"));
        var (anns, _) = await _server.Listen(ann);
        var (bobs, _) = await _server.Listen(bob);
        var said = await bob.Say(room, "fine");

        var held = await Send(bob, room, "c1", "hmmmm, let me think");
        var again = await Send(bob, room, "c1", "hmmmm, let me think");
        var edit = await bob.Client.Send(HttpMethod.Patch, $"rooms/{room}/messages/{said}", JsonContent.Create(new { clientId = "e1", text = "hmm" }));
        var told = await anns.Change("held", change => change.GetProperty("open").GetInt32() == 2);
        var waiting = (await ann.Client.Get($"rooms/{room}/held")).Json.EnumerateArray().ToArray();

        Assert.Equal((409, "message-held", "message-held", "message-held"), (held.Status, held.Code, again.Code, edit.Code));
        Assert.Equal(room, told.Text("room"));
        Assert.Equal([(bob.Id, "hmmmm, let me think"), (bob.Id, "hmm")], waiting.Select(one => (one.Text("sender")!, one.Text("text")!)));
        Assert.Equal(said, waiting[1].GetProperty("target").GetInt64());
        Assert.Equal("forbidden", (await bob.Client.Get($"rooms/{room}/held")).Code);
        Assert.Equal([("fine", bob.Id)], await Texts(ann, room));
        Assert.Equal(201, (await Send(ann, room, "a1", "hmm, I look after it")).Status);

        Assert.Equal(204, (await Settle(ann, room, waiting[0], "approved")).Status);
        Assert.Equal("approved", (await bobs.Change("heldSettled")).Text("state"));
        Assert.Equal(204, (await Settle(ann, room, waiting[1], "rejected")).Status);
        Assert.Equal(("rejected", "e1"), await bobs.Change("heldSettled") is var settled ? (settled.Text("state"), settled.Text("clientId")) : default);

        Assert.Equal([("fine", bob.Id), ("hmm, I look after it", ann.Id), ("hmmmm, let me think", bob.Id)], await Texts(bob, room));
        Assert.Equal(200, (await Send(bob, room, "c1", "hmmmm, let me think")).Status);
        Assert.Equal("held-not-found", (await Settle(ann, room, waiting[0], "approved")).Code);
        Assert.Empty((await ann.Client.Get($"rooms/{room}/held")).Json.EnumerateArray());
        await anns.DisposeAsync();
        await bobs.DisposeAsync();
    }

    [Fact]
    public async Task The_servers_rules_hold_everywhere_and_for_names()
    {
        await using var server = await TestServer.Start("--Parley:WordRules:RefreshEvery=00:00:00.1");
        var (admin, ann, bob) = (await server.Admin(), await server.SignedIn("ann"), await server.SignedIn("bob"));
        var (room, direct) = (await ann.NewRoom(), (await ann.Client.Post("direct", new { user = "bob" }))["id"]!);
        Assert.Equal(201, (await Send(ann, room, "c0", "evil")).Status);

        Assert.Equal(200, (await Rules(admin, "admin/word-rules", ("evil", "hold"))).Status);

        await Eventually.Is(async () => (await Send(ann, direct, Guid.NewGuid().ToString("N"), "evil")).Code == "words-refused", "the rule holds where nobody could look at it");
        Assert.Equal("words-refused", (await ann.Client.Post("rooms", new { name = "evil", visibility = "public" })).Code);
        Assert.Equal(["displayName"], (await server.Client().Post("users", new { userName = "carl", displayName = "Evil Carl", password = "correct horse" })).FaultyFields);
        Assert.Equal("words-refused", (await ann.Client.Send(HttpMethod.Put, "me/status", JsonContent.Create(new { text = "évil" }))).Code);
        Assert.Equal("forbidden", (await Rules(ann, "admin/word-rules", ("x", "mask"))).Code);
        await bob.JoinRoom(room);
        Assert.Equal("message-held", (await Send(bob, room, "c1", "evil")).Code);
        var entry = (await admin.Client.Get("admin/audit?event=moderation_rules")).Json.GetProperty("entries")[0];
        Assert.Equal(("server", admin.Id, "version=1 rules=1"), (entry.Text("target"), entry.Text("actor"), entry.Text("detail")));
    }

    private async Task<(TestUser Ann, TestUser Bob, string Room)> Room()
    {
        var (ann, bob) = (await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        return (ann, bob, room);
    }

    private Task<TestUser> User() => _server.SignedIn("wrd-" + Guid.NewGuid().ToString("N")[..16]);

    private static Task<Answer> Rules(TestUser by, string path, params (string Text, string Action)[] rules) =>
        by.Client.Send(HttpMethod.Put, path, JsonContent.Create(new { rules = rules.Select(rule => new { text = rule.Text, action = rule.Action }) }));

    private static Task<Answer> Send(TestUser user, string room, string clientId, string text) => user.Client.Post($"rooms/{room}/messages", new { clientId, text });

    private static async Task<(int, string?)> Repeat(TestUser user, string room, string clientId, string text) => await Send(user, room, clientId, text) is var answer ? (answer.Status, answer["seq"]) : default;

    private static Task<Answer> Settle(TestUser by, string room, JsonElement held, string state) =>
        by.Client.Send(HttpMethod.Patch, $"rooms/{room}/held/{held.Text("id")}", JsonContent.Create(new { state }));

    private static async Task<(string, string)[]> Texts(TestUser user, string room) =>
        [.. (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Select(message => (message.Text("text")!, message.Text("sender")!))];
}
