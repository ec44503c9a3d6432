using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Connections;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Access;

/// <summary>Rooms whose newcomers see what has happened since they came.</summary>
[Trait("Scope", "P6")]
public sealed class ProtectedHistoryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task T4_a_newcomer_sees_nothing_by_any_way_of_what_was_said_before()
    {
        var (owner, newcomer) = (await User(), await User());
        var room = await owner.NewRoom();
        Assert.Equal("protected", (await owner.Patch($"rooms/{room}", new { history = "protected" }))["history"]);
        var old = await owner.Say(room, "planted quagga");
        var file = await FileIn(owner, room);
        await owner.Put($"rooms/{room}/messages/{old}/pin", null);
        await owner.Put($"rooms/{room}/messages/{old}/reactions/👍", null);
        await Reply(owner, room, old, "planted in a thread");
        var poll = (await owner.Client.Post($"rooms/{room}/messages", new { clientId = "p1", text = "planted?", poll = new { options = new[] { "planted yes", "planted no" } } })).Json.Seq();
        await newcomer.JoinRoom(room);
        var floor = (await newcomer.Client.Get($"rooms/{room}"))["lastSeq"];
        await using var hub = await HubClient.Connect(_server, newcomer, HttpTransportType.WebSockets, isMessagePack: true);
        var subscribed = await hub.Call("Subscribe", room, 0L, null);
        await using var socket = await RawWebSocketClient.Connect(_server, newcomer);
        await socket.Send(new { type = "subscribe", id = 1, room, after = 0 });
        var backlog = await socket.Find("subscribed");
        Assert.Equal((floor, floor, true), (subscribed.GetProperty("floor").ToString(), backlog.GetProperty("floor").ToString(), backlog.GetProperty("complete").GetBoolean()));

        // What is done to old messages now is told by its number alone; what is said now is told.
        await owner.Patch($"rooms/{room}/messages/{old}", new { clientId = "e1", text = "planted quagga again" });
        await owner.Put($"rooms/{room}/messages/{old}/reactions/🎉", null);
        await owner.Client.Delete($"rooms/{room}/messages/{old}/pin");
        await owner.Put($"rooms/{room}/messages/{poll}/poll/vote", new { choices = new[] { 1 } });
        var later = await Reply(owner, room, old, "quagga said later");
        var raw = new List<string>();
        while (raw.Count == 0 || !raw[^1].Contains("said later", StringComparison.Ordinal))
        {
            raw.Add((await socket.Find("events")).ToString());
        }

        var live = await hub.Events(5);
        Assert.Equal(["hidden", "hidden", "hidden", "hidden", "messagePosted"], live.Select(e => e.Text("kind")));
        Assert.All(live.Take(4), e => Assert.Equal(["seq", "kind", "sender", "at", "n"], e.EnumerateObject().Select(field => field.Name)));
        Assert.Equal(Enumerable.Range(1, 5).Select(i => long.Parse(floor!, System.Globalization.CultureInfo.InvariantCulture) + i), live.Select(e => e.Seq()));

        var seen = raw.Concat(live.Select(e => e.ToString())).Append(subscribed.ToString()).Append(backlog.ToString()).ToList();
        foreach (var view in new[]
        {
            "events", "events?after=0", "events?before=100", "messages", "messages?around=3", "messages?after=0", "messages?before=100&limit=2", $"messages/{later}", "pins",
        })
        {
            var answer = await newcomer.Client.Get($"rooms/{room}/{view}");
            Assert.Equal(200, answer.Status);
            seen.Add(answer.Body);
        }

        Assert.Contains(seen, body => body.Contains("said later", StringComparison.Ordinal));
        seen.Add((await newcomer.Client.Get("threads")).Body);
        await Eventually.Is(async () => (await newcomer.Client.Get($"search?q=quagga&context=3")).Body.Contains("said later", StringComparison.Ordinal), "what may be found");
        seen.AddRange([(await newcomer.Client.Get("search?q=quagga&context=3")).Body, (await newcomer.Client.Get("search?q=planted")).Body]);
        Assert.All(seen, body => Assert.False(body.Contains("planted", StringComparison.Ordinal) || body.Contains("🎉", StringComparison.Ordinal) || body.Contains("uD83C", StringComparison.OrdinalIgnoreCase), body));

        // Old numbers are those of no message, for whatever one wants of it.
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("GET", $"messages/{old}", null), ("GET", $"messages/{old}/edits", null), ("GET", $"messages/{old}/thread", null), ("PUT", $"messages/{old}/pin", null),
            ("PUT", $"messages/{old}/reactions/👍", null), ("PUT", $"messages/{poll}/poll/vote", new { choices = new[] { 0 } }), ("GET", $"messages/{poll}/poll/vote", null),
            ("POST", $"messages/{old}/forward", new { to = room, clientId = "f1" }), ("POST", $"messages/{old}/report", new { reason = "x" }), ("PUT", $"messages/{old}/thread/follow", null),
            ("POST", "messages", new { clientId = "r1", text = "x", replyTo = old }), ("POST", "messages", new { clientId = "r2", text = "x", thread = old }),
            ("PATCH", $"messages/{old}", new { clientId = "r3", text = "x" }), ("DELETE", $"messages/{old}", null),
        })
        {
            var answer = await newcomer.Client.Send(new HttpMethod(method), $"rooms/{room}/{path}", body is null ? null : System.Net.Http.Json.JsonContent.Create(body));
            Assert.True((404, "message-not-found") == (answer.Status, answer.Code), $"{method} {path}: {answer.Status} {answer.Body}");
        }

        Assert.Equal((404, "file-not-found"), Problem(await newcomer.Client.Get($"rooms/{room}/files/{file}")));
        Assert.Equal(200, (await owner.Client.Get($"rooms/{room}/files/{file}")).Status);

        // Nor does a way round through a message that passes it on.
        var own = await owner.NewRoom();
        var passed = (await owner.Client.Post($"rooms/{room}/messages/{old}/forward", new { to = own, clientId = "f2" })).Json.Seq();
        await newcomer.JoinRoom(own);
        Assert.DoesNotContain("planted", (await newcomer.Client.Get($"rooms/{own}/messages/{passed}/forward")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_policy_counts_at_once_for_who_is_looking_and_who_comes_again_begins_again()
    {
        var (owner, member) = (await User(), await User());
        var room = await owner.NewRoom();
        await owner.Say(room, "before");
        await member.JoinRoom(room);
        var between = await owner.Say(room, "between");
        await using var hub = await HubClient.Connect(_server, member, HttpTransportType.WebSockets, isMessagePack: false);
        await hub.Call("Subscribe", room, null, null);
        Assert.Contains("before", (await member.Client.Get($"rooms/{room}/messages")).Body, StringComparison.Ordinal);

        // Protected: the subscription ends with the change, and the next one has a floor.
        await owner.Patch($"rooms/{room}", new { history = "protected" });
        Assert.Equal("protected", (await hub.Events(1))[0].Text("history"));
        var gap = await hub.Gaps.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);
        var again = await hub.Call("Subscribe", room, gap.GetProperty("fromSeq").GetInt64() - 1, null);
        Assert.Equal(between - 1, again.GetProperty("floor").GetInt64());
        var page = (await member.Client.Get($"rooms/{room}/messages")).Body;
        Assert.DoesNotContain("before", page, StringComparison.Ordinal);
        Assert.Contains("between", page, StringComparison.Ordinal);

        // Away and back: a new membership.
        await member.Client.Delete($"rooms/{room}/members/me");
        await member.JoinRoom(room);
        Assert.DoesNotContain("between", (await member.Client.Get($"rooms/{room}/events?after=0")).Body, StringComparison.Ordinal);

        // And open again, for everybody.
        await owner.Patch($"rooms/{room}", new { history = "open" });
        Assert.Contains("before", (await member.Client.Get($"rooms/{room}/events?after=0")).Body, StringComparison.Ordinal);
        Assert.Equal("open", (await member.Client.Get("rooms?member=me")).Json.EnumerateArray().Single(one => one.Text("id") == room).Text("history"));
        Assert.Equal((422, "invalid"), Problem(await owner.Patch($"rooms/{room}", new { history = "secret" })));
        Assert.Equal((403, "forbidden"), Problem(await member.Patch($"rooms/{room}", new { history = "open" })));
    }

    private static async Task<long> Reply(TestUser user, string room, long thread, string text) =>
        (await user.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text, thread })).Json.Seq();

    /// <summary>Sends a file. Its id.</summary>
    private static async Task<string> FileIn(TestUser user, string room)
    {
        var upload = (await user.Client.Post($"rooms/{room}/uploads", new { name = "planted.txt", size = 5 }))["id"]!;
        using var content = new ByteArrayContent("hello"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        Assert.Equal(204, (await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{upload}", content)).Status);
        return (await user.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text = "planted", files = new[] { upload } })).Json.GetProperty("files")[0].Text("id")!;
    }

    private Task<TestUser> User() => _server.SignedIn($"past-{Guid.NewGuid():N}"[..20]);

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
