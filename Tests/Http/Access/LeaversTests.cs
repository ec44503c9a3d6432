using Microsoft.AspNetCore.Http.Connections;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Http.Access;

/// <summary>Rooms that let who has left them read on.</summary>
[Trait("Scope", "P6")]
public sealed class LeaversTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task T4_who_has_left_reads_on_what_there_was_and_nothing_newer_by_any_way()
    {
        var (owner, former) = (await User(), await User());
        var room = await Room(owner, former);
        var (root, edited, deleted) = (await owner.Say(room, "root"), await owner.Say(room, "first text"), await owner.Say(room, "to be gone"));
        await Reply(owner, room, root, "an old reply");
        await owner.Put($"rooms/{room}/messages/{root}/reactions/👍", null);
        var poll = (await owner.Client.Post($"rooms/{room}/messages", new { clientId = "p1", text = "tea?", poll = new { options = new[] { "yes", "no" } } })).Json.Seq();
        var file = await FileIn(owner, room, "old");
        await owner.Patch($"rooms/{room}/messages/{edited}", new { clientId = "e0", text = "second text" });
        await former.Client.Delete($"rooms/{room}/members/me");
        var ceiling = (await owner.Client.Get($"rooms/{room}")).Json.GetProperty("lastSeq").GetInt64();

        // As usual nothing is left of a room that one has left.
        Assert.Equal((404, "room-not-found"), Problem(await former.Client.Get($"rooms/{room}/messages")));
        Assert.Equal("read", (await owner.Patch($"rooms/{room}", new { leavers = "read" }))["leavers"]);

        await owner.Patch($"rooms/{room}/messages/{edited}", new { clientId = "e1", text = "planted text" });
        await owner.Client.Delete($"rooms/{room}/messages/{deleted}");
        await owner.Put($"rooms/{room}/messages/{edited}/reactions/🎉", null);
        await owner.Put($"rooms/{room}/messages/{poll}/poll/vote", new { choices = new[] { 1 } });
        await owner.Put($"rooms/{room}/messages/{root}/pin", null);
        await Reply(owner, room, root, "planted reply");
        var later = await FileIn(owner, room, "planted");
        var last = await owner.Say(room, "planted at last");
        await owner.Patch($"rooms/{room}", new { title = "planted title", topic = "planted topic" });

        // 1. What there was, as it was.
        var events = await former.Client.Get($"rooms/{room}/events?after=0");
        Assert.Equal((200, ceiling, ceiling), (events.Status, events.Json.GetProperty("lastSeq").GetInt64(), events.Json.GetProperty("events").EnumerateArray().Last().Seq()));
        var messages = (await former.Client.Get($"rooms/{room}/messages")).Json;
        var bySeq = messages.GetProperty("messages").EnumerateArray().ToDictionary(message => message.Seq());
        Assert.Equal(("second text", 1), (bySeq[edited].Text("text"), bySeq[edited].GetProperty("edits").GetInt32()));
        Assert.Equal(1, bySeq[root].GetProperty("replies").GetProperty("count").GetInt32());
        Assert.Contains("👍", bySeq[root].GetProperty("reactions")[0].Text("emoji"), StringComparison.Ordinal);
        Assert.Equal(ceiling, messages.GetProperty("lastSeq").GetInt64());
        var thread = await former.Client.Get($"rooms/{room}/messages/{root}/thread");
        Assert.Contains("an old reply", thread.Body, StringComparison.Ordinal);
        Assert.Equal("second text", (await former.Client.Get($"rooms/{room}/messages/{edited}")).Json.Text("text"));
        Assert.Equal(200, (await former.Client.Get($"rooms/{room}/files/{file}")).Status);

        // 2. What is gone is gone for them as well.
        Assert.True(bySeq[deleted].GetProperty("deleted").GetBoolean());
        Assert.DoesNotContain("to be gone", events.Body, StringComparison.Ordinal);

        // 3. Nothing newer.
        var seen = new List<string> { events.Body, messages.ToString(), thread.Body };
        foreach (var view in new[]
        {
            "events", $"events?after={ceiling - 2}", $"events?after={ceiling}", $"events?before={last + 9}", $"events?before={ceiling + 2}", "messages?after=0", $"messages?after={ceiling}",
            $"messages?before={last + 9}&limit=3", $"messages?around={last}", $"messages?around={edited}", $"messages/{root}", $"messages/{poll}", $"messages/{deleted}", $"messages/{root}/thread?after=0",
        })
        {
            var answer = await former.Client.Get($"rooms/{room}/{view}");
            Assert.True(answer.Status == 200, $"{view}: {answer.Body}");
            seen.Add(answer.Body);
        }

        seen.AddRange([(await former.Client.Get("search?q=planted")).Body, (await former.Client.Get("search?q=text")).Body, (await former.Client.Get("threads")).Body, await ListedAs(former, room)]);
        Assert.All(seen, body => Assert.False(
            body.Contains("planted", StringComparison.Ordinal) || body.Contains("🎉", StringComparison.Ordinal) || body.Contains("uD83C", StringComparison.OrdinalIgnoreCase)
            || body.Contains("pinned", StringComparison.OrdinalIgnoreCase) || body.Contains($"\"seq\":{last}", StringComparison.Ordinal) || body.Contains("\"voters\":1", StringComparison.Ordinal), body));
        Assert.Equal((404, "message-not-found"), Problem(await former.Client.Get($"rooms/{room}/messages/{last}")));
        Assert.Equal((404, "file-not-found"), Problem(await former.Client.Get($"rooms/{room}/files/{later}")));

        // Nor under a name that the room has got since, nor under the old one.
        var old = (await owner.Client.Get($"rooms/{room}"))["name"];
        await owner.Patch($"rooms/{room}", new { name = $"{old}-new" });
        foreach (var view in new[] { old, $"{old}-new" }.SelectMany(name => new[] { "events", "messages", $"messages/{root}", $"messages/{root}/thread", $"files/{file}" }.Select(view => $"rooms/{name}/{view}")))
        {
            Assert.Equal((404, "room-not-found"), Problem(await former.Client.Get(view)));
        }

        // 4. Nothing but reading: for all else there is no such room.
        foreach (var (method, path, body) in new (string, string, object?)[]
        {
            ("GET", "", null), ("GET", "/members", null), ("GET", "/presence", null), ("GET", "/pins", null), ("GET", $"/messages/{edited}/edits", null), ("GET", $"/messages/{poll}/poll/vote", null),
            ("POST", "/messages", new { clientId = "w1", text = "x" }), ("PATCH", $"/messages/{edited}", new { clientId = "w2", text = "x" }), ("DELETE", $"/messages/{edited}", null),
            ("PUT", $"/messages/{edited}/reactions/👍", null), ("PUT", $"/messages/{edited}/pin", null), ("PUT", $"/messages/{poll}/poll/vote", new { choices = new[] { 0 } }),
            ("PUT", $"/messages/{root}/thread/follow", null), ("POST", $"/messages/{edited}/report", new { reason = "x" }), ("POST", $"/messages/{edited}/forward", new { to = room, clientId = "w3" }),
            ("PATCH", "", new { leavers = "none" }),
        })
        {
            var answer = await former.Client.Send(new HttpMethod(method), $"rooms/{room}{path}", body is null ? null : System.Net.Http.Json.JsonContent.Create(body));
            Assert.True(answer.Code is "room-not-found", $"{method} {path}: {answer.Status} {answer.Body}");
        }

        await using var hub = await HubClient.Connect(_server, former, HttpTransportType.WebSockets, isMessagePack: false);
        foreach (var (method, arguments) in new (string, object?[])[] { ("Subscribe", [room, 0L, null]), ("MarkRead", [room, 1L]), ("Send", [room, "c", "x", null]) })
        {
            Assert.Equal("room-not-found", (await hub.Call(method, arguments)).GetProperty("error").Text("code"));
        }

        // 5. Archived, it is still the room's word; taken back, it counts at once. Who comes again is a member like all others.
        await owner.Client.Post($"rooms/{room}/archive");
        Assert.Equal(200, (await former.Client.Get($"rooms/{room}/messages/{edited}")).Status);
        await owner.Client.Delete($"rooms/{room}/archive");
        await owner.Patch($"rooms/{room}", new { leavers = "none" });
        foreach (var view in new[] { "events", "messages", $"messages/{edited}", $"messages/{root}/thread", $"files/{file}" })
        {
            Assert.Equal((404, "room-not-found"), Problem(await former.Client.Get($"rooms/{room}/{view}")));
        }

        await owner.Put($"rooms/{room}/members/{former.Id}", null);
        Assert.Contains("planted at last", (await former.Client.Get($"rooms/{room}/messages")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kick")]
    [InlineData("ban")]
    [InlineData("leave, and ban")]
    [InlineData("leave, come, and kick")]
    public async Task T4_who_was_put_out_reads_on_nothing(string how)
    {
        var (owner, former) = (await User(), await User());
        var room = await Room(owner, former);
        await owner.Patch($"rooms/{room}", new { leavers = "read" });
        var (seq, file) = (await owner.Say(room, "planted"), await FileIn(owner, room, "planted"));
        foreach (var step in how.Replace("and ", "", StringComparison.Ordinal).Split(", "))
        {
            var done = step switch
            {
                "kick" => await owner.Client.Delete($"rooms/{room}/members/{former.Id}"),
                "ban" => await owner.Put($"rooms/{room}/bans/{former.Id}", null),
                "come" => await owner.Put($"rooms/{room}/members/{former.Id}", null),
                _ => await former.Client.Delete($"rooms/{room}/members/me"),
            };
            Assert.True(done.Status < 300, done.Body);
        }

        foreach (var view in new[] { "events", "messages", $"messages/{seq}", $"messages/{seq}/thread", $"files/{file}" })
        {
            Assert.Equal((404, "room-not-found"), Problem(await former.Client.Get($"rooms/{room}/{view}")));
        }
    }

    [Fact]
    public async Task T4_with_protected_history_who_has_left_reads_on_their_last_stay_alone()
    {
        var (owner, former) = (await User(), await User());
        var room = await Room(owner, former);
        await owner.Patch($"rooms/{room}", new { history = "protected", leavers = "read" });
        await owner.Say(room, "planted in the first stay");
        await former.Client.Delete($"rooms/{room}/members/me");
        await owner.Say(room, "planted in between");
        await owner.Put($"rooms/{room}/members/{former.Id}", null);
        await owner.Say(room, "in the second stay");
        await former.Client.Delete($"rooms/{room}/members/me");
        await owner.Say(room, "planted since");

        foreach (var view in new[] { "events?after=0", "events", "messages", "messages?after=0" })
        {
            var body = (await former.Client.Get($"rooms/{room}/{view}")).Body;
            Assert.Contains("in the second stay", body, StringComparison.Ordinal);
            Assert.DoesNotContain("planted", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_may_change_the_settings_says_what_is_left_to_leavers()
    {
        var (owner, member) = (await User(), await User());
        var room = await Room(owner, member);
        Assert.Equal("none", (await member.Client.Get($"rooms/{room}"))["leavers"]);
        Assert.Equal((403, "forbidden"), Problem(await member.Patch($"rooms/{room}", new { leavers = "read" })));
        Assert.Equal((422, "invalid"), Problem(await owner.Patch($"rooms/{room}", new { leavers = "write" })));
        await owner.Patch($"rooms/{room}", new { leavers = "read" });
        Assert.Equal("read", (await member.Client.Get("rooms?member=me")).Json.EnumerateArray().Single(one => one.Text("id") == room).Text("leavers"));
        Assert.Equal("read", (await member.Client.Get($"rooms/{room}/events")).Json.GetProperty("events").EnumerateArray().Last().Text("leavers"));
    }

    /// <summary>A private room of the two.</summary>
    private static async Task<string> Room(TestUser owner, TestUser other)
    {
        var room = await owner.NewRoom($"left-{Guid.NewGuid():N}"[..20], "private");
        await owner.Put($"rooms/{room}/members/{other.Id}", null);
        return room;
    }

    private static async Task<long> Reply(TestUser user, string room, long thread, string text) =>
        (await user.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text, thread })).Json.Seq();

    /// <summary>What the list of rooms says of the room.</summary>
    private static async Task<string> ListedAs(TestUser user, string room) =>
        string.Concat((await user.Client.Get("rooms")).Json.EnumerateArray().Where(one => one.Text("id") == room));

    /// <summary>Sends a file. Its id.</summary>
    private static async Task<string> FileIn(TestUser user, string room, string text)
    {
        var upload = (await user.Client.Post($"rooms/{room}/uploads", new { name = $"{text}.txt", size = 5 }))["id"]!;
        using var content = new ByteArrayContent("hello"u8.ToArray());
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/offset+octet-stream");
        Assert.Equal(204, (await user.Client.With("Upload-Offset", "0").Send(HttpMethod.Patch, $"uploads/{upload}", content)).Status);
        return (await user.Client.Post($"rooms/{room}/messages", new { clientId = Guid.NewGuid().ToString("N"), text, files = new[] { upload } })).Json.GetProperty("files")[0].Text("id")!;
    }

    private Task<TestUser> User() => _server.SignedIn($"left-{Guid.NewGuid():N}"[..20]);

    private static (int, string?) Problem(Answer answer) => (answer.Status, answer.Code);
}
