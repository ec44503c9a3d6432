using Parley.Grains.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rooms;

/// <summary>Messages as they are now, over REST.</summary>
[Trait("Scope", "P6")]
public sealed class MessagesApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_page_shows_what_was_posted_with_all_that_was_done_to_it()
    {
        var (ann, bob) = (await _server.SignedIn("msg-ann"), await _server.SignedIn("msg-bob"));
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var first = await ann.Say(room, "one", "c1");
        var second = await bob.Say(room, "two");
        await ann.Patch($"rooms/{room}/messages/{first}", new { clientId = "e1", text = "one and a half" });
        await bob.Put($"rooms/{room}/messages/{first}/reactions/❤", null);
        await ann.Put($"rooms/{room}/messages/{first}/reactions/❤️", null);
        await ann.Put($"rooms/{room}/messages/{first}/reactions/👍", null);
        await bob.Client.Delete($"rooms/{room}/messages/{second}");

        var page = (await bob.Client.Get($"rooms/{room}/messages")).Json;
        var messages = page.GetProperty("messages").EnumerateArray().ToList();

        Assert.Equal((1, 10, 10), (page.GetProperty("firstSeq").GetInt64(), page.GetProperty("lastSeq").GetInt64(), page.GetProperty("head").GetInt64()));
        Assert.Equal([first, second], messages.Select(message => message.Seq()));
        Assert.Equal((ann.Id, "c1", "one and a half", 1), (messages[0].Text("sender"), messages[0].Text("clientId"), messages[0].Text("text"), messages[0].GetProperty("edits").GetInt32()));
        Assert.Equal(
            $$"""[{"emoji":"❤️","count":2,"users":["{{bob.Id}}","{{ann.Id}}"],"mine":true},{"emoji":"👍","count":1,"users":["{{ann.Id}}"],"mine":false}]""",
            messages[0].GetProperty("reactions").ToString().Replace("\\uD83D\\uDC4D", "👍", StringComparison.Ordinal)); // the same to every reader
        Assert.True(messages[1].GetProperty("deleted").GetBoolean());
        Assert.False(messages[1].TryGetProperty("text", out _));

        // The link to one message says the same of it.
        var one = (await bob.Client.Get($"rooms/{room}/messages/{first}")).Json;
        Assert.Equal(("one and a half", room, 10), (one.Text("text"), one.Text("room"), one.GetProperty("head").GetInt64()));
        Assert.Equal((404, "message-not-found"), Problem(await bob.Client.Get($"rooms/{room}/messages/1")));
        Assert.Equal((404, "message-not-found"), Problem(await bob.Client.Get($"rooms/{room}/messages/999")));
    }

    [Fact]
    public async Task A_page_goes_on_in_both_directions_from_wherever_it_began()
    {
        var ann = await _server.SignedInOnce();
        var room = await ann.NewRoom();
        for (var i = 0; i < 9; i++)
        {
            await ann.Say(room, $"{i}");
        }

        var around = await Page(ann, room, "around=7&limit=3");
        var before = await Page(ann, room, $"before={around.First}&limit=2");
        var after = await Page(ann, room, $"after={around.Last}&limit=100");

        Assert.Equal((6, 8, "6 7 8"), around);
        Assert.Equal((4, 5, "4 5"), before);
        Assert.Equal((9, 11, "9 10 11"), after);
        Assert.Equal((1, 11, "3 4 5 6 7 8 9 10 11"), await Page(ann, room, ""));
        foreach (var fault in new[] { "around=1&before=2", "after=1&before=2", "limit=0", "after=-1", "around=9007199254740992" })
        {
            Assert.Equal((422, "invalid"), Problem(await ann.Client.Get($"rooms/{room}/messages?{fault}")));
        }
    }

    [Fact]
    public async Task Former_texts_are_shown_until_the_message_is_deleted()
    {
        var ann = await _server.SignedInOnce();
        var room = await ann.NewRoom();
        var seq = await ann.Say(room, "first");
        await ann.Patch($"rooms/{room}/messages/{seq}", new { clientId = "e1", text = "second" });
        await ann.Patch($"rooms/{room}/messages/{seq}", new { clientId = "e2", text = "third" });

        Assert.Equal(["first", "second", "third"], (await ann.Client.Get($"rooms/{room}/messages/{seq}/edits")).Json.EnumerateArray().Select(version => version.Text("text")));
        await ann.Client.Delete($"rooms/{room}/messages/{seq}");
        Assert.Equal((410, "message-deleted"), Problem(await ann.Client.Get($"rooms/{room}/messages/{seq}/edits")));
        Assert.Equal((410, "message-deleted"), Problem(await ann.Put($"rooms/{room}/messages/{seq}/reactions/👍", null)));
    }

    [Fact]
    public async Task Reactions_are_the_same_once_or_twice_and_no_more_kinds_than_the_option_says()
    {
        var (ann, bob) = (await _server.SignedInOnce(), await _server.SignedInOnce());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var seq = await ann.Say(room, "hi");
        var path = $"rooms/{room}/messages/{seq}/reactions";

        Assert.Equal((204, 204), ((await ann.Put($"{path}/👍", null)).Status, (await ann.Put($"{path}/👍", null)).Status));
        Assert.Equal((204, 204, 204), ((await ann.Client.Delete($"{path}/👍")).Status, (await ann.Client.Delete($"{path}/👍")).Status, (await ann.Client.Delete($"{path}/🎉")).Status));
        Assert.Equal(["reactionAdded", "reactionRemoved"], (await ann.Kinds(room)).SkipWhile(kind => kind != "messagePosted").Skip(1));

        var most = new RoomOptions().MaxReactions;
        for (var i = 0; i < most; i++)
        {
            Assert.Equal(204, (await ann.Put($"{path}/{char.ConvertFromUtf32(0x1F600 + i)}", null)).Status);
        }

        Assert.Equal((409, "too-many-reactions"), Problem(await bob.Put($"{path}/👍", null)));
        Assert.Equal(204, (await bob.Put($"{path}/😀", null)).Status);
        Assert.Equal(204, (await ann.Client.Delete($"{path}/{char.ConvertFromUtf32(0x1F601)}")).Status);
        Assert.Equal(204, (await bob.Put($"{path}/👍", null)).Status);
        Assert.Equal((422, "invalid"), Problem(await bob.Put($"{path}/nice", null)));
    }

    [Fact]
    public async Task A_thread_is_on_the_rooms_line_and_a_page_of_its_own()
    {
        var (ann, bob) = (await _server.SignedInOnce(), await _server.SignedInOnce());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var root = await ann.Say(room, "root");
        var first = (await bob.Client.Post($"rooms/{room}/messages", new { clientId = "t1", text = "one", thread = root })).Json;
        await ann.Say(room, "something else");
        var second = (await ann.Client.Post($"rooms/{room}/messages", new { clientId = "t2", text = "two", thread = root, replyTo = first.Seq() })).Json;

        Assert.Equal((201, first.Seq()), await Post("t1", "one", root)); // the same again
        Assert.Equal((409, 0), await Post("t1", "one", thread: null));
        Assert.Equal((422, 0), await Post("t3", "three", first.Seq()));
        Assert.Equal((404, 0), await Post("t4", "four", 1));

        var thread = (await bob.Client.Get($"rooms/{room}/messages/{root}/thread")).Json;
        Assert.Equal((root, 2, second.Seq()), (thread.GetProperty("root").Seq(), thread.GetProperty("root").GetProperty("replies").GetProperty("count").GetInt32(), thread.GetProperty("root").GetProperty("replies").GetProperty("lastSeq").GetInt64()));
        Assert.Equal(["one", "two"], thread.GetProperty("messages").EnumerateArray().Select(message => message.Text("text")));
        var page = (await bob.Client.Get($"rooms/{room}/messages/{root}/thread?limit=1")).Json;
        Assert.Equal((second.Seq(), second.Seq()), (page.GetProperty("messages")[0].Seq(), page.GetProperty("firstSeq").GetInt64()));
        Assert.Equal(["root", "one", "something else", "two"], (await bob.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Select(message => message.Text("text")));

        // What the thread began with may go; the thread stays.
        await ann.Client.Delete($"rooms/{room}/messages/{root}");
        thread = (await bob.Client.Get($"rooms/{room}/messages/{root}/thread")).Json;
        Assert.True(thread.GetProperty("root").GetProperty("deleted").GetBoolean());
        Assert.Equal((2, 2), (thread.GetProperty("root").GetProperty("replies").GetProperty("count").GetInt32(), thread.GetProperty("messages").GetArrayLength()));
        Assert.Equal((404, "message-not-found"), Problem(await bob.Client.Get($"rooms/{room}/messages/1/thread")));

        async Task<(int, long)> Post(string clientId, string text, long? thread)
        {
            var answer = await bob.Client.Post($"rooms/{room}/messages", new { clientId, text, thread });
            return answer.Status is 200 or 201 ? (201, answer.Json.Seq()) : (answer.Status, 0);
        }
    }

    [Fact]
    public async Task Mentions_are_counted_from_where_I_have_read_and_follow_edits_and_deletions()
    {
        var (ann, bob) = (await _server.SignedIn("men-ann"), await _server.SignedIn("men-bob"));
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);

        var posted = (await ann.Client.Post($"rooms/{room}/messages", new { clientId = "c1", text = "hi @men-bob, @men-nobody and @men-ann; not `@men-bob`" })).Json;
        Assert.Equal($"[\"{bob.Id}\"]", posted.GetProperty("mentions").ToString());
        var all = await ann.Say(room, "@room tea");
        await bob.Say(room, "@room is a word of mine, @men-bob too");
        var quiet = await ann.Say(room, "nobody");
        Assert.Equal((2, 0), (await Mentions(bob), await Mentions(ann)));

        await ann.Patch($"rooms/{room}/messages/{quiet}", new { clientId = "e1", text = "@men-bob after all" });
        Assert.Equal(3, await Mentions(bob));
        await ann.Patch($"rooms/{room}/messages/{quiet}", new { clientId = "e2", text = "or not" });
        await ann.Client.Delete($"rooms/{room}/messages/{posted.Seq()}");
        Assert.Equal(1, await Mentions(bob));
        await bob.Put($"rooms/{room}/read", new { seq = all });
        Assert.Equal(0, await Mentions(bob));
        await ann.Say(room, "again @MEN-BOB");
        Assert.Equal(1, await Mentions(bob));
        Assert.Equal(1, (await bob.Client.Get($"rooms/{room}")).Json.GetProperty("mentions").GetInt32());

        async Task<int> Mentions(TestUser user) =>
            (await user.Client.Get("rooms?member=me")).Json.EnumerateArray().Single(one => one.Text("id") == room).GetProperty("mentions").GetInt32();
    }

    [Fact]
    public async Task Pins_are_listed_last_pinned_first_and_end_with_their_message()
    {
        var (ann, bob) = (await _server.SignedInOnce(), await _server.SignedInOnce());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var (first, second, third) = (await ann.Say(room, "1"), await ann.Say(room, "2"), await ann.Say(room, "3"));

        foreach (var seq in new[] { third, first, second, first })
        {
            Assert.Equal(204, (await bob.Put($"rooms/{room}/messages/{seq}/pin", null)).Status);
        }

        var pins = (await ann.Client.Get($"rooms/{room}/pins")).Json.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["2", "1", "3"], pins.Select(message => message.Text("text")));
        Assert.Equal(bob.Id, pins[0].GetProperty("pinned").Text("by"));
        await ann.Client.Delete($"rooms/{room}/messages/{second}/pin");
        await ann.Client.Delete($"rooms/{room}/messages/{third}");
        Assert.Equal(["1"], (await ann.Client.Get($"rooms/{room}/pins")).Json.GetProperty("messages").EnumerateArray().Select(message => message.Text("text")));
        Assert.Equal((410, "message-deleted"), Problem(await ann.Put($"rooms/{room}/messages/{third}/pin", null)));
        Assert.Equal((404, "message-not-found"), Problem(await ann.Put($"rooms/{room}/messages/1/pin", null)));
    }

    [Fact]
    public async Task A_room_that_is_renamed_is_found_by_both_names_and_gives_neither_away()
    {
        var (ann, bob) = (await _server.SignedInOnce(), await _server.SignedInOnce());
        var (old, name) = ($"old-{Guid.NewGuid():N}"[..20], $"new-{Guid.NewGuid():N}"[..20]);
        var room = await ann.NewRoom(old);
        var other = await bob.NewRoom();

        Assert.Equal((200, name), ((await ann.Patch($"rooms/{room}", new { name })) is { } renamed ? (renamed.Status, renamed["name"]) : default));
        Assert.Equal((room, room), ((await ann.Client.Get($"rooms/{old}"))["id"], (await ann.Client.Get($"rooms/{name}"))["id"]));
        Assert.Equal((409, "name-taken"), Problem(await bob.Patch($"rooms/{other}", new { name = old.ToUpperInvariant() })));
        Assert.Equal((409, "name-taken"), Problem(await bob.Client.Post("rooms", new { name = old, visibility = "public" })));
        Assert.Equal((422, "invalid"), Problem(await ann.Patch($"rooms/{room}", new { name = "no spaces" })));
        Assert.Equal(200, (await ann.Patch($"rooms/{room}", new { name = old })).Status);
        Assert.Equal(["settingsChanged", "settingsChanged"], (await ann.Kinds(room)).Skip(2));
    }

    private static async Task<(long First, long Last, string Seqs)> Page(TestUser user, string room, string query)
    {
        var page = (await user.Client.Get($"rooms/{room}/messages?{query}")).Json;
        return (page.GetProperty("firstSeq").GetInt64(), page.GetProperty("lastSeq").GetInt64(),
            string.Join(' ', page.GetProperty("messages").EnumerateArray().Select(message => message.Seq())));
    }

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
