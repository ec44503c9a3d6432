using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Threads;

/// <summary>Threads as those see them who follow them.</summary>
[Trait("Scope", "P6")]
public sealed class ThreadsTests(OwnServerFixture fixture) : IClassFixture<OwnServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Who_began_wrote_in_or_was_mentioned_in_a_thread_follows_it_with_what_is_unread_in_it()
    {
        var (ann, bob, cat) = (await _server.SignedIn("thread-ann"), await _server.SignedIn("thread-bob"), await _server.SignedIn("thread-cat"));
        var (here, there) = (await Room(ann, bob, cat), await Room(ann, bob, cat));
        var (one, two) = (await ann.Say(here, "one"), await ann.Say(there, "two"));
        await Reply(bob, here, one, "re");
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        await Reply(bob, there, two, "re");
        await Reply(ann, there, two, "mine is read"); // and with it what came before
        var called = await Reply(bob, there, two, "see @thread-cat and @thread-ann");

        Assert.Equal([(there, two, 1, 1), (here, one, 1, 0)], await Threads(ann));
        Assert.Equal([(there, two, 0, 0), (here, one, 0, 0)], await Threads(bob));
        await Eventually.Is(async () => (await Threads(cat)).SequenceEqual([(there, two, 1, 1)]), "the mark of who was called"); // not what was said before she was called
        Assert.Equal((true, called - 1), await Mark(cat, there, two));
        Assert.Equal((false, 0), await Mark(cat, here, one));

        // By hand, against what one does; and for it.
        Assert.Equal(204, (await ann.Client.Delete($"rooms/{there}/messages/{two}/thread/follow")).Status);
        Assert.Equal(204, (await cat.Put($"rooms/{here}/messages/{one}/thread/follow", null)).Status);
        Assert.Equal([(here, one, 1, 0)], await Threads(ann));
        Assert.Equal([(there, two, 1, 1), (here, one, 1, 0)], await Threads(cat));

        // A deleted message is not unread; who leaves the room leaves its threads.
        await bob.Client.Delete($"rooms/{there}/messages/{called}");
        await cat.Client.Delete($"rooms/{here}/members/me");
        Assert.Equal([(there, two, 0, 0)], await Threads(cat));
    }

    [Fact]
    public async Task What_was_read_in_a_thread_on_one_device_is_read_on_all_and_only_ever_goes_forward()
    {
        var (ann, bob) = (await User(), await User());
        var room = await Room(ann, bob);
        var root = await ann.Say(room, "root");
        var (phone, _) = await _server.Listen(ann);
        var last = 0L;
        for (var i = 0; i < 3; i++)
        {
            last = await Reply(bob, room, root, $"{i}");
        }

        var path = $"rooms/{room}/messages/{root}/thread";
        Assert.Equal($"{last - 1}", (await ann.Put($"{path}/read", new { seq = last - 1 }))["readSeq"]);
        var moved = await phone.Change("thread");
        Assert.Equal((room, root, last - 1, true), (moved.Text("room"), moved.GetProperty("thread").GetInt64(), moved.GetProperty("readSeq").GetInt64(), moved.GetProperty("follows").GetBoolean()));
        Assert.Equal([(room, root, 1, 0)], await Threads(ann));
        Assert.Equal($"{last - 1}", (await ann.Put($"{path}/read", new { seq = 1 }))["readSeq"]);
        Assert.Equal($"{last}", (await ann.Put($"{path}/read", new { seq = 1_000_000 }))["readSeq"]); // no further than the room goes
        Assert.Equal([(room, root, 0, 0)], await Threads(ann));
        Assert.Equal((true, last), await Mark(ann, room, root));
        Assert.Equal("0", (await ann.Client.Get($"rooms/{room}"))["readSeq"]); // the position in the room is another

        // Writing in it is told as well, and one's own words are read.
        var own = await Reply(ann, room, root, "own");
        Assert.Equal(own, (await phone.Change("thread", change => change.GetProperty("readSeq").GetInt64() >= own)).GetProperty("readSeq").GetInt64());

        Assert.Equal((404, "message-not-found"), Problem(await ann.Put($"rooms/{room}/messages/{last}/thread/follow", null))); // in a thread itself
        Assert.Equal((404, "message-not-found"), Problem(await ann.Put($"rooms/{room}/messages/1/thread/follow", null)));
        Assert.Equal((422, "invalid"), Problem(await ann.Put($"{path}/read", new { seq = 0 })));
        await phone.DisposeAsync();
    }

    [Fact]
    public async Task Followed_threads_come_page_by_page_without_a_double_or_a_hole()
    {
        var (ann, bob) = (await User(), await User());
        var room = await Room(ann, bob);
        var roots = new List<long>();
        for (var i = 0; i < 7; i++)
        {
            roots.Add(await ann.Say(room, $"{i}"));
            await Reply(bob, room, roots[i], "re");
            _server.Clock.Advance(TimeSpan.FromMilliseconds(i % 2)); // some at the same moment
        }

        var found = new List<long>();
        for (var path = "threads?limit=3"; ;)
        {
            var page = (await ann.Client.Get(path)).Json;
            found.AddRange(page.GetProperty("threads").EnumerateArray().Select(thread => thread.GetProperty("root").Seq()));
            if (page.Text("next") is not { } next)
            {
                break;
            }

            path = $"threads?limit=3&before={Uri.EscapeDataString(next)}";
        }

        Assert.Equal(roots.Order(), found.Order());
        Assert.Equal((422, "invalid"), Problem(await ann.Client.Get("threads?before=x")));
        Assert.Equal((422, "invalid"), Problem(await ann.Client.Get("threads?limit=0")));
    }

    private static async Task<string> Room(TestUser owner, params TestUser[] others)
    {
        var room = await owner.NewRoom();
        foreach (var other in others)
        {
            await other.JoinRoom(room);
        }

        return room;
    }

    private static async Task<long> Reply(TestUser user, string room, long thread, string text) =>
        (await user.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text, thread })).Json.Seq();

    private static async Task<List<(string, long, int, int)>> Threads(TestUser user) => [.. (await user.Client.Get("threads")).Json.GetProperty("threads").EnumerateArray()
        .Select(thread => (thread.Text("room")!, thread.GetProperty("root").Seq(), thread.GetProperty("unread").GetInt32(), thread.GetProperty("mentions").GetInt32()))];

    private static async Task<(bool Follows, long ReadSeq)> Mark(TestUser user, string room, long thread)
    {
        var page = (await user.Client.Get($"rooms/{room}/messages/{thread}/thread")).Json;
        return (page.GetProperty("follows").GetBoolean(), page.GetProperty("readSeq").GetInt64());
    }

    private Task<TestUser> User() => _server.SignedIn($"thr-{Guid.NewGuid():N}"[..20]);

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
