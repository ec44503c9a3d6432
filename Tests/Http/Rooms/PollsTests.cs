using System.Text.Json;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rooms;

/// <summary>Polls over REST, and what others hear of them.</summary>
[Trait("Scope", "P6")]
public sealed class PollsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Everybody_votes_once_may_change_it_and_sees_how_it_stands_until_it_is_closed()
    {
        var (ann, bob) = (await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        var seq = await Ask(ann, room, new { options = new[] { "tea", "coffee" } });
        var poll = $"rooms/{room}/messages/{seq}/poll";

        Assert.Equal((204, 204, 204), ((await ann.Put($"{poll}/vote", new { choices = new[] { 0 } })).Status, (await bob.Put($"{poll}/vote", new { choices = new[] { 0 } })).Status, (await bob.Put($"{poll}/vote", new { choices = new[] { 0 } })).Status));
        Assert.Equal(204, (await bob.Put($"{poll}/vote", new { choices = new[] { 1 } })).Status);

        var standing = await Poll(bob, room, seq);
        Assert.Equal([("tea", 1, false), ("coffee", 1, true)], Options(standing));
        Assert.Equal((2, $"[\"{bob.Id}\"]"), (standing.GetProperty("voters").GetInt32(), standing.GetProperty("options")[1].GetProperty("users").ToString()));
        Assert.Equal("{\"choices\":[1]}", (await bob.Client.Get($"{poll}/vote")).Body);
        Assert.Equal(["pollVoted", "pollVoted", "pollVoted"], (await ann.Kinds(room)).Where(kind => kind.StartsWith("poll", StringComparison.Ordinal)));

        // What is no vote; and of two answers one.
        foreach (var wrong in new object?[] { new { choices = new[] { 0, 1 } }, new { choices = new[] { 2 } }, new { choices = new[] { -1 } }, new { choices = new[] { 1, 1 } }, new { } })
        {
            Assert.Equal((422, "invalid"), Problem(await bob.Put($"{poll}/vote", wrong)));
        }

        Assert.Equal((403, "not-your-message"), Problem(await bob.Client.Post($"{poll}/close")));
        Assert.Equal((204, 204), ((await ann.Client.Post($"{poll}/close")).Status, (await ann.Client.Post($"{poll}/close")).Status));
        Assert.Equal((409, "poll-closed"), Problem(await bob.Put($"{poll}/vote", new { choices = new[] { 0 } })));
        Assert.Equal((409, "poll-closed"), Problem(await bob.Client.Delete($"{poll}/vote")));
        Assert.Equal(ann.Id, (await Poll(ann, room, seq)).GetProperty("closed").Text("by"));

        // With the message goes all that was asked and answered.
        await ann.Client.Delete($"rooms/{room}/messages/{seq}");
        var gone = (await bob.Client.Get($"rooms/{room}/events?after=0")).Body + (await bob.Client.Get($"rooms/{room}/messages")).Body;
        Assert.DoesNotContain("coffee", gone, StringComparison.Ordinal);
        Assert.Equal((410, "message-deleted"), Problem(await bob.Put($"{poll}/vote", new { choices = new[] { 0 } })));
    }

    [Fact]
    public async Task Nobody_learns_who_chose_what_in_an_anonymous_poll_by_any_way()
    {
        var (ann, bob, cat) = (await User(), await User(), await User());
        var room = await ann.NewRoom();
        await bob.JoinRoom(room);
        await cat.JoinRoom(room);
        await using var socket = await RawWebSocketClient.Connect(_server, cat);
        await socket.Send(new { type = "subscribe", id = 1, room });
        await socket.Find("subscribed");
        var seq = await Ask(ann, room, new { options = new[] { "yes", "no", "both" }, multiple = true, anonymous = true });
        await socket.Find("events");

        Assert.Equal(204, (await bob.Put($"rooms/{room}/messages/{seq}/poll/vote", new { choices = new[] { 2, 0 } })).Status);
        var live = (await socket.Find("events")).ToString();
        Assert.Equal(204, (await bob.Put($"rooms/{room}/messages/{seq}/poll/vote", new { choices = new[] { 1 } })).Status);
        var page = (await ann.Client.Get($"rooms/{room}/events?after={seq - 1}")).Body;
        var message = (await ann.Client.Get($"rooms/{room}/messages/{seq}")).Body;

        foreach (var seen in new[] { live, page, message })
        {
            Assert.Contains(seen == message ? "options" : "pollVoted", seen, StringComparison.Ordinal);
            Assert.DoesNotContain(bob.Id, seen, StringComparison.Ordinal);
        }

        Assert.Equal([("yes", 0, false), ("no", 1, false), ("both", 0, false)], Options(await Poll(bob, room, seq)));
        Assert.Equal("{\"choices\":[1]}", (await bob.Client.Get($"rooms/{room}/messages/{seq}/poll/vote")).Body);
        Assert.Equal("{\"choices\":[]}", (await cat.Client.Get($"rooms/{room}/messages/{seq}/poll/vote")).Body);
    }

    [Fact]
    public async Task A_poll_has_some_options_that_differ_and_is_found_by_them()
    {
        var ann = await User();
        var room = await ann.NewRoom();
        foreach (var wrong in new object[]
        {
            new { options = new[] { "one" } }, new { options = Enumerable.Range(0, 11).Select(i => $"{i}").ToArray() }, new { options = new[] { "a", " a " } }, new { options = new[] { "a", "" } },
            new { options = new[] { "a", new string('x', 201) } }, new { options = new[] { "a", "b\nc" } }, new { },
        })
        {
            Assert.Equal((422, "invalid"), Problem(await ann.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text = "which?", poll = wrong })));
        }

        var body = new { clientId = "p1", text = "which?", poll = new { options = new[] { "quetzalcoatl", "小熊猫" } } };
        var seq = (await ann.Client.Post($"rooms/{room}/messages", body)).Json.Seq();
        Assert.Equal(200, (await ann.Client.Post($"rooms/{room}/messages", body)).Status); // the same again
        Assert.Equal((409, "client-id-conflict"), Problem(await ann.Client.Post($"rooms/{room}/messages", new { clientId = "p1", text = "which?", poll = new { options = new[] { "a", "b" } } })));
        Assert.Equal((422, "invalid"), Problem(await ann.Put($"rooms/{room}/messages/{await ann.Say(room, "no poll")}/poll/vote", new { choices = new[] { 0 } })));
        await Eventually.Is(async () => (await ann.Client.Get($"search?q=quetzalcoatl+in:{room}")).Body.Contains($"\"seq\":{seq}", StringComparison.Ordinal), "the poll found by an option");
    }

    private static async Task<long> Ask(TestUser user, string room, object poll) =>
        (await user.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text = "which?", poll })).Json.Seq();

    private static async Task<JsonElement> Poll(TestUser user, string room, long seq) => (await user.Client.Get($"rooms/{room}/messages/{seq}")).Json.GetProperty("poll");

    private static IEnumerable<(string?, int, bool)> Options(JsonElement poll) => poll.GetProperty("options").EnumerateArray()
        .Select(option => (option.Text("text"), option.GetProperty("count").GetInt32(), option.TryGetProperty("mine", out var mine) && mine.GetBoolean()));

    private Task<TestUser> User() => _server.SignedIn($"poll-{Guid.NewGuid():N}"[..20]);

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
