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

    private static async Task<(long First, long Last, string Seqs)> Page(TestUser user, string room, string query)
    {
        var page = (await user.Client.Get($"rooms/{room}/messages?{query}")).Json;
        return (page.GetProperty("firstSeq").GetInt64(), page.GetProperty("lastSeq").GetInt64(),
            string.Join(' ', page.GetProperty("messages").EnumerateArray().Select(message => message.Seq())));
    }

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
