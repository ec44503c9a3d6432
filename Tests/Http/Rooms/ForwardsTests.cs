using Parley.Access;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Rooms;

/// <summary>Messages that are passed on, and all other ways in which one message shows another.</summary>
[Trait("Scope", "P6")]
public sealed class ForwardsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_message_is_passed_on_with_who_and_when_and_says_there_what_it_says_where_it_is()
    {
        var (ann, bob) = (await User(), await User());
        var (from, to) = (await Room(ann, "private", bob), await Room(bob, "private", ann));
        var source = await ann.Say(from, "the news");

        var body = new { to, clientId = "f1", text = "look" };
        var posted = await bob.Client.Post($"rooms/{from}/messages/{source}/forward", body);
        Assert.Equal((201, to, "look"), (posted.Status, posted["room"], posted["text"]));
        Assert.Equal(200, (await bob.Client.Post($"rooms/{from}/messages/{source}/forward", body)).Status); // the same again
        var seq = posted.Json.Seq();
        var forward = (await ann.Client.Get($"rooms/{to}/messages/{seq}")).Json.GetProperty("forward");
        Assert.Equal((from, source, ann.Id), (forward.Text("room"), forward.Seq(), forward.Text("sender")));
        Assert.Equal(("the news", "True"), await Seen(ann, to, seq));

        // An edit is followed; passed on again without a word it is still the first one; a deletion ends it.
        await ann.Patch($"rooms/{from}/messages/{source}", new { clientId = "e1", text = "newer news" });
        Assert.Equal(("newer news", "True"), await Seen(bob, to, seq));
        var bare = (await bob.Client.Post($"rooms/{to}/messages/{(await Forward(bob, from, source, to))}/forward", new { to, clientId = "f3" })).Json;
        Assert.Equal((from, source), (bare.GetProperty("forward").Text("room"), bare.GetProperty("forward").Seq()));
        await ann.Client.Delete($"rooms/{from}/messages/{source}");
        Assert.Equal((null, "True"), await Seen(bob, to, seq));
        Assert.Equal((410, "message-deleted"), Problem(await bob.Client.Post($"rooms/{from}/messages/{source}/forward", new { to, clientId = "f4" })));

        Assert.Equal((404, "message-not-found"), Problem(await bob.Client.Get($"rooms/{to}/messages/{await bob.Say(to, "plain")}/forward")));
        Assert.Equal((422, "invalid"), Problem(await bob.Client.Post($"rooms/{from}/messages/{source}/forward", new { clientId = "f5" })));
    }

    [Fact]
    public async Task Nothing_is_passed_on_that_one_may_not_read_nor_to_where_one_may_not_write()
    {
        var (ann, bob) = (await User(), await User());
        var (secret, own) = (await Room(ann, "private"), await Room(bob, "private"));
        var source = await ann.Say(secret, "planted");

        Assert.Equal((404, "room-not-found"), Problem(await bob.Client.Post($"rooms/{secret}/messages/{source}/forward", new { to = own, clientId = "f1" })));
        Assert.Equal((404, "room-not-found"), Problem(await ann.Client.Post($"rooms/{secret}/messages/{source}/forward", new { to = own, clientId = "f2" })));
        Assert.Equal((404, "message-not-found"), Problem(await ann.Client.Post($"rooms/{secret}/messages/1/forward", new { to = secret, clientId = "f3" })));

        // Nor does a body that names a source of its own.
        var posted = await bob.Client.Post($"rooms/{own}/messages", new { clientId = "f4", text = "x", forward = new { room = secret, seq = source, sender = ann.Id, at = "2026-01-01T00:00:00Z" } });
        Assert.Equal(201, posted.Status);
        Assert.False(posted.Json.TryGetProperty("forward", out _));
    }

    [Fact]
    public async Task T7_a_forwarded_message_says_nothing_to_who_may_not_read_it_also_after_an_edit()
    {
        var (ann, bob, cat) = (await User(), await User(), await User());
        var guest = await _server.Somebody($"fwd-{Guid.NewGuid():N}"[..20], ServerRole.Guest);
        var (secret, open, here) = (await Room(ann, "private"), await Room(ann, "public"), await Room(ann, "private", bob, cat, guest));
        var (planted, said) = (await ann.Say(secret, "planted one"), await ann.Say(open, "said openly"));
        await using var socket = await RawWebSocketClient.Connect(_server, bob);
        await socket.Send(new { type = "subscribe", id = 1, room = here });
        await socket.Find("subscribed");
        var (hidden, shown) = (await Forward(ann, secret, planted, here), await Forward(ann, open, said, here));

        // Out of a private room: who and when, and no word, by no way; the same when it was edited, and when it is gone.
        foreach (var change in new Func<Task>[]
        {
            () => Task.CompletedTask, () => ann.Patch($"rooms/{secret}/messages/{planted}", new { clientId = "e1", text = "planted two" }), () => ann.Client.Delete($"rooms/{secret}/messages/{planted}"),
        })
        {
            await change();
            Assert.Equal((null, "False"), await Seen(bob, here, hidden));
            Assert.Equal(404, (await bob.Client.Get($"rooms/{secret}/messages/{planted}")).Status);
        }

        foreach (var seen in new[]
        {
            (await socket.Find("events")).ToString(), (await bob.Client.Get($"rooms/{here}/events?after=0")).Body, (await bob.Client.Get($"rooms/{here}/messages")).Body,
            (await bob.Client.Get($"rooms/{here}/messages/{hidden}/edits")).Body, (await bob.Client.Get($"search?q=planted")).Body, (await bob.Client.Get("threads")).Body,
        })
        {
            Assert.DoesNotContain("planted", seen, StringComparison.Ordinal);
        }

        // Out of a public one: what who could walk in would read; nothing to guests, who could not, nor to who is banned there.
        Assert.Equal(("said openly", "False"), await Seen(bob, here, shown));
        Assert.Equal((null, "False"), await Seen(guest, here, shown));
        await ann.Put($"rooms/{open}/bans/{cat.Id}", null);
        Assert.Equal((null, "False"), await Seen(cat, here, shown));

        // It vanishes with the room (T6), and comes to who is let in.
        await ann.Patch($"rooms/{open}", new { visibility = "private" });
        await ann.Patch($"rooms/{open}/messages/{said}", new { clientId = "e2", text = "said behind doors" });
        Assert.Equal((null, "False"), await Seen(bob, here, shown));
        await ann.Put($"rooms/{open}/members/{bob.Id}", null);
        Assert.Equal(("said behind doors", "True"), await Seen(bob, here, shown));
    }

    [Fact]
    public async Task T7_replies_permalinks_pins_and_search_context_show_nothing_of_a_room_that_one_may_not_read()
    {
        var (ann, bob) = (await User(), await User());
        var (secret, here) = (await Room(ann, "private"), await Room(ann, "private", bob));
        var planted = await ann.Say(secret, "planted quokka");
        await ann.Put($"rooms/{secret}/messages/{planted}/pin", null);
        await ann.Say(here, $"see /rooms/{secret}/messages/{planted} @{bob.Id}");
        var reply = (await ann.Client.Post($"rooms/{here}/messages", new { clientId = "r1", text = "quokka found", replyTo = await ann.Say(here, "asked") })).Json;

        // A reply holds a number of its own room and no words, whatever becomes of what it answers.
        Assert.Equal(["at", "clientId", "epoch", "kind", "n", "replyTo", "room", "sender", "seq", "text"], reply.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        foreach (var path in new[] { $"rooms/{secret}/messages/{planted}", $"rooms/{secret}/messages/{planted}/edits", $"rooms/{secret}/messages?around={planted}", $"rooms/{secret}/pins", $"rooms/{secret}/messages/{planted}/thread" })
        {
            Assert.Equal((404, "room-not-found"), Problem(await bob.Client.Get(path)));
        }

        await Eventually.Is(async () => (await bob.Client.Get("search?q=quokka&context=3")).Body.Contains("quokka found", StringComparison.Ordinal), "what may be found");
        foreach (var path in new[] { "search?q=quokka&context=3", $"search?q=planted+in:{secret}", $"rooms/{here}/messages", $"rooms/{here}/pins", "rooms?member=me", "me/state", "threads" })
        {
            Assert.DoesNotContain("planted", (await bob.Client.Get(path)).Body, StringComparison.Ordinal);
        }
    }

    private static async Task<string> Room(TestUser owner, string visibility, params TestUser[] others)
    {
        var room = await owner.NewRoom(visibility: visibility);
        foreach (var other in others)
        {
            await owner.Put($"rooms/{room}/members/{other.Id}", null);
        }

        return room;
    }

    private static async Task<long> Forward(TestUser user, string room, long seq, string to) =>
        (await user.Client.Post($"rooms/{room}/messages/{seq}/forward", new { to, clientId = Guid.NewGuid().ToString("N") })).Json.Seq();

    /// <summary>What a forwarded message says to somebody; null: nothing.</summary>
    private static async Task<(string? Text, string? Readable)> Seen(TestUser user, string room, long seq)
    {
        var answer = await user.Client.Get($"rooms/{room}/messages/{seq}/forward");
        Assert.Equal(200, answer.Status);
        return (answer.Json.TryGetProperty("text", out var text) ? text.GetString() : null, answer["readable"]);
    }

    private Task<TestUser> User() => _server.SignedIn($"fwd-{Guid.NewGuid():N}"[..20]);

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
