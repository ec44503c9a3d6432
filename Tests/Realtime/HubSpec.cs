using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime;

/// <summary>The hub as stock SignalR clients see it, the same over every protocol and transport.</summary>
[Trait("Scope", "S3")]
[Trait("Scope", "P4")]
public abstract class HubSpec(ServerFixture fixture)
{
    private readonly TestServer _server = fixture.Server;

    protected abstract HttpTransportType Transport { get; }

    protected abstract bool IsMessagePack { get; }

    [Fact]
    public async Task Events_go_on_where_the_answer_ends()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var client = await HubClient.Connect(_server, user, Transport, IsMessagePack);

        var subscribed = await client.Call("Subscribe", room, 0L, null);
        for (var i = 0; i < 20; i++)
        {
            await user.Say(room, $"{i} 你好");
        }

        var events = await client.Events(20);
        Assert.True(subscribed.GetProperty("ok").GetBoolean());
        Assert.Equal([1, 2], subscribed.GetProperty("events").EnumerateArray().Select(e => e.Seq()));
        Assert.Equal("roomCreated", subscribed.GetProperty("events")[0].Text("kind"));
        Assert.Equal(Enumerable.Range(3, 20).Select(i => (long)i), events.Select(e => e.Seq()));
        Assert.Equal("0 你好", events[0].Text("text"));
        Assert.Equal(user.Id, events[0].Text("sender"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", events[0].Text("at")!);
    }

    [Fact]
    public async Task The_epoch_may_be_left_out()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var client = await HubClient.Connect(_server, user, Transport, IsMessagePack);

        var fromNow = await client.Call("Subscribe", room, null);

        Assert.Equal((2, 0), (fromNow.GetProperty("lastSeq").GetInt32(), fromNow.GetProperty("events").GetArrayLength()));
    }

    [Fact]
    public async Task Many_rooms_are_answered_in_the_order_asked()
    {
        var user = await _server.SignedInOnce();
        string[] rooms = [await user.NewRoom(), "no-such-room", await user.NewRoom()];
        await using var client = await HubClient.Connect(_server, user, Transport, IsMessagePack);

        var answers = await client.Call("SubscribeMany", (object)rooms.Select(room => new Dictionary<string, object?> { ["room"] = room, ["after"] = 0L }).ToArray());
        await user.Say(rooms[2], "hi");

        Assert.Equal([true, false, true], answers.EnumerateArray().Select(answer => answer.GetProperty("ok").GetBoolean()));
        Assert.Equal(rooms[2], answers[2].Text("room"));
        Assert.Equal("room-not-found", answers[1].GetProperty("error").Text("code"));
        Assert.Equal("hi", (await client.Events(1))[0].Text("text"));
    }

    [Fact]
    public async Task Send_edit_delete_and_mark_read_answer_with_numbers_and_refusals_are_results()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var client = await HubClient.Connect(_server, user, Transport, IsMessagePack);

        var sent = await client.Call("Send", room, "c1", "hello", null);
        var again = await client.Call("Send", room, "c1", "hello", null);
        var conflict = await client.Call("Send", room, "c1", "other", null);
        var reply = await client.Call("Send", room, "c2", "re", new Dictionary<string, object?> { ["replyTo"] = 3L });
        var edited = await client.Call("Edit", room, 3L, "e1", "hullo");
        var deleted = await client.Call("Delete", room, 3L, "d1");
        var read = await client.Call("MarkRead", room, 4L);
        var invalid = await client.Call("Send", room, "c3", "", null);

        Assert.Equal((3, 3), (sent.Seq(), again.Seq()));
        Assert.Equal("client-id-conflict", conflict.GetProperty("error").Text("code"));
        Assert.Equal("none", conflict.GetProperty("error").Text("outcome"));
        Assert.Equal([4, 5, 6], new[] { reply.Seq(), edited.Seq(), deleted.Seq() });
        Assert.Equal((4, 2), (read.GetProperty("readSeq").GetInt32(), read.GetProperty("readN").GetInt32()));
        Assert.Equal("invalid", invalid.GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task Reactions_are_set_and_taken_back_once_however_often_they_are_sent()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        var seq = await user.Say(room, "hello");
        await using var client = await HubClient.Connect(_server, user, Transport, IsMessagePack);
        await client.Call("Subscribe", room, null);

        var set = await client.Call("React", room, seq, "r1", "👍", true);
        var again = await client.Call("React", room, seq, "r1", "👍", true);
        var already = await client.Call("React", room, seq, null, "👍", true);
        var back = await client.Call("React", room, seq, "r2", "👍", false);
        var none = await client.Call("React", room, seq, "r3", "nice", true);

        Assert.Equal([4, 4, 3, 5], new[] { set.Seq(), again.Seq(), already.Seq(), back.Seq() });
        Assert.Equal("invalid", none.GetProperty("error").Text("code"));
        Assert.Equal(
            [("reactionAdded", 3L, "👍"), ("reactionRemoved", 3L, "👍")],
            (await client.Events(2)).Select(e => (e.Text("kind"), e.GetProperty("target").GetInt64(), e.Text("emoji")!)));
    }

    [Fact]
    public async Task Wrong_arguments_are_told_and_the_connection_lives()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var client = await HubClient.Connect(_server, user, Transport, IsMessagePack);

        var tooFew = await Assert.ThrowsAsync<HubException>(() => client.Call("Send", room, "c1"));
        var wrongType = await Assert.ThrowsAsync<HubException>(() => client.Call("MarkRead", room, "soon"));
        var unknown = await Assert.ThrowsAsync<HubException>(() => client.Call("Dance"));

        Assert.Contains("Send takes (room", tooFew.Message, StringComparison.Ordinal);
        Assert.Contains("MarkRead takes (room", wrongType.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", unknown.Message, StringComparison.Ordinal);
        Assert.True((await client.Call("Send", room, "c1", "still here", null)).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task Typing_reaches_those_who_look_until_they_unsubscribe()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var client = await HubClient.Connect(_server, user, Transport, IsMessagePack);
        await client.Call("Subscribe", room, null);

        await client.Call("Typing", room);
        var typing = await client.Ephemera.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);
        await client.Call("Unsubscribe", room);
        await user.Say(room, "unheard");
        await client.Call("Subscribe", room, null);
        await user.Say(room, "heard");

        Assert.Equal(("typing", user.Id), (typing.Text("kind"), typing.Text("user")));
        Assert.Equal("heard", (await client.Events(1))[0].Text("text"));
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_connection_along()
    {
        var user = await _server.SignedIn("hub-leaver-" + Guid.NewGuid().ToString("N")[..8]);
        await using var client = await HubClient.Connect(_server, user, Transport, IsMessagePack);

        await user.Client.Delete("sessions/current");
        await client.Closed.WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);

        Assert.Equal("session-ended", client.Farewell!.Value.Text("reason"));
    }

    [Fact]
    public async Task Nobody_comes_in_without_signing_in()
    {
        var e = await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.Connect(_server, user: null, Transport, IsMessagePack));

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, e.StatusCode);
    }
}

public sealed class JsonWebSocketsHubTests(ServerFixture fixture) : HubSpec(fixture), IClassFixture<ServerFixture>
{
    protected override HttpTransportType Transport => HttpTransportType.WebSockets;

    protected override bool IsMessagePack => false;
}

public sealed class JsonServerSentEventsHubTests(ServerFixture fixture) : HubSpec(fixture), IClassFixture<ServerFixture>
{
    protected override HttpTransportType Transport => HttpTransportType.ServerSentEvents;

    protected override bool IsMessagePack => false;
}

public sealed class JsonLongPollingHubTests(ServerFixture fixture) : HubSpec(fixture), IClassFixture<ServerFixture>
{
    protected override HttpTransportType Transport => HttpTransportType.LongPolling;

    protected override bool IsMessagePack => false;
}

public sealed class MessagePackWebSocketsHubTests(ServerFixture fixture) : HubSpec(fixture), IClassFixture<ServerFixture>
{
    protected override HttpTransportType Transport => HttpTransportType.WebSockets;

    protected override bool IsMessagePack => true;
}

public sealed class MessagePackLongPollingHubTests(ServerFixture fixture) : HubSpec(fixture), IClassFixture<ServerFixture>
{
    protected override HttpTransportType Transport => HttpTransportType.LongPolling;

    protected override bool IsMessagePack => true;
}
