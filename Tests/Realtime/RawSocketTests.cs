using System.Text;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime;

/// <summary>The raw WebSocket, byte by byte.</summary>
[Trait("Scope", "S2")]
[Trait("Scope", "S3")]
[Trait("Scope", "P4")]
public sealed class RawSocketTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task The_first_frame_signs_in()
    {
        var user = await _server.SignedInOnce();
        await using var socket = await RawWebSocketClient.Connect(_server.Address);

        await socket.Send(new { type = "auth", token = user.AccessToken });

        var ready = await socket.Expect("ready");
        Assert.Equal(user.Id, ready.Text("user"));
        Assert.Equal(user.Session, ready.Text("session"));
    }

    [Theory]
    [InlineData("""{"type":"auth","token":"nonsense"}""")]
    [InlineData("""{"type":"auth"}""")]
    [InlineData("""{"type":"auth","token":7}""")]
    [InlineData("""{"type":"ping"}""")]
    public async Task Anything_else_first_is_closed(string frame)
    {
        await using var socket = await RawWebSocketClient.Connect(_server.Address);
        await socket.SendText(frame);

        Assert.Equal(4401, await socket.CloseCode());
    }

    [Fact]
    public async Task A_refused_token_in_the_header_is_closed()
    {
        await using var socket = await RawWebSocketClient.Connect(_server.Address, "/api/v1/ws", "Authorization: Bearer nonsense");

        Assert.Equal(4401, await socket.CloseCode());
    }

    [Fact]
    public async Task Another_sites_page_is_closed_and_our_own_is_not()
    {
        await using var foreign = await RawWebSocketClient.Connect(_server.Address, "/api/v1/ws", "Origin: https://evil.example");
        await using var own = await RawWebSocketClient.Connect(_server.Address, "/api/v1/ws", $"Origin: {_server.Address.GetLeftPart(UriPartial.Authority)}");
        await own.Send(new { type = "auth", token = (await _server.SignedInOnce()).AccessToken });

        Assert.Equal(4403, await foreign.CloseCode());
        await own.Expect("ready");
    }

    [Fact]
    public async Task History_comes_first_and_live_events_follow_without_a_hole()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await user.Say(room, "before");
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        await socket.Send(new { type = "subscribe", id = 1, room, after = 0 });
        var subscribed = await socket.Expect("subscribed");
        await user.Say(room, "after");
        var live = await socket.Events(1);

        Assert.Equal(1, subscribed.GetProperty("id").GetInt64());
        Assert.Equal([1, 2, 3], subscribed.GetProperty("events").EnumerateArray().Select(e => e.Seq()));
        Assert.Equal(3, subscribed.GetProperty("lastSeq").GetInt64());
        Assert.Equal(1, subscribed.GetProperty("firstSeq").GetInt64());
        Assert.True(subscribed.GetProperty("complete").GetBoolean());
        Assert.Equal(4, live[0].Seq());
        Assert.Equal("after", live[0].Text("text"));
    }

    [Fact]
    public async Task Pipelined_sends_keep_their_order()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        for (var i = 0; i < 200; i++)
        {
            await socket.Send(new { type = "send", id = i, room, clientId = $"c{i}", text = $"{i}" });
        }

        for (var i = 0; i < 200; i++)
        {
            var ack = await socket.Expect("ack");
            Assert.Equal(i, ack.GetProperty("id").GetInt64());
            Assert.Equal(i + 3, ack.Seq());
        }
    }

    [Fact]
    public async Task A_repeated_client_id_gets_the_first_answer_and_other_content_is_refused()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        await socket.Send(new { type = "send", id = "a", room, clientId = "c1", text = "hi" });
        await socket.Send(new { type = "send", id = "b", room, clientId = "c1", text = "hi" });
        await socket.Send(new { type = "send", id = "c", room, clientId = "c1", text = "ho" });
        var (first, second, third) = (await socket.Expect("ack"), await socket.Expect("ack"), await socket.Expect("error"));

        Assert.Equal(first.Seq(), second.Seq());
        Assert.Equal("client-id-conflict", third.Text("code"));
        Assert.Equal("c", third.Text("id"));
        Assert.Equal("none", third.Text("outcome"));
    }

    [Fact]
    public async Task Edit_delete_mark_read_typing_and_unsubscribe_work()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        var seq = await user.Say(room, "hello");
        await using var socket = await RawWebSocketClient.Connect(_server, user);
        await socket.Send(new { type = "subscribe", room });
        await socket.Expect("subscribed");

        await socket.Send(new { type = "edit", id = 1, room, seq, clientId = "e1", text = "hullo" });
        await socket.Find("ack");
        await socket.Send(new { type = "delete", id = 2, room, seq, clientId = "d1" });
        await socket.Find("ack");
        await socket.Send(new { type = "markRead", id = 3, room, seq });
        var read = await socket.Find("ack");
        await socket.Send(new { type = "typing", room });
        var passing = new[] { await socket.Find("ephemeral"), await socket.Find("ephemeral") }.ToDictionary(frame => frame.Text("kind")!); // in any order
        await socket.Send(new { type = "unsubscribe", id = 4, room });
        await socket.Expect("unsubscribed");
        await user.Say(room, "unheard");
        await socket.Send(new { type = "ping", id = 5 });

        Assert.Equal(seq, read.GetProperty("readSeq").GetInt64());
        Assert.Equal(1, read.GetProperty("readN").GetInt64());
        Assert.Equal(user.Id, passing["typing"].Text("user"));
        Assert.Equal(seq, passing["seen"].GetProperty("seq").GetInt64());
        Assert.Equal(5, (await socket.Expect("pong")).GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Many_rooms_are_subscribed_by_one_frame()
    {
        var user = await _server.SignedInOnce();
        string[] rooms = [await user.NewRoom(), await user.NewRoom(), "no-such-room"];
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        await socket.Send(new { type = "subscribe", id = 1, rooms = rooms.Select(room => new { room, after = 0 }) });
        var answers = new[] { await socket.Next(), await socket.Next(), await socket.Next() };

        Assert.Equal(2, answers.Count(answer => answer.Text("type") == "subscribed"));
        Assert.Equal("room-not-found", answers.Single(answer => answer.Text("type") == "error").Text("code"));
    }

    [Theory]
    [InlineData("/ws/room/{0}/?after=0")]
    [InlineData("/ws/room/{0}?after=0")]
    public async Task A_rooms_own_address_is_subscribed_from_the_start(string path)
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var socket = await RawWebSocketClient.Connect(_server, user, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, room));

        var subscribed = await socket.Expect("subscribed");

        Assert.Equal(room, subscribed.Text("room"));
        Assert.Equal(2, subscribed.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task Who_leaves_gets_the_event_and_none_beyond_it()
    {
        var owner = await _server.SignedInOnce();
        var guest = await _server.SignedIn("guest-who-leaves");
        var room = await owner.NewRoom();
        await guest.JoinRoom(room);
        await using var socket = await RawWebSocketClient.Connect(_server, guest);
        await socket.Send(new { type = "subscribe", room });
        await socket.Expect("subscribed");

        await guest.Client.Delete($"rooms/{room}/members/me");
        await owner.Say(room, "not for the guest");
        var events = await socket.Events(1);
        await socket.Send(new { type = "subscribe", id = 2, room });

        Assert.Equal("memberLeft", events.Single().Text("kind"));
        Assert.Equal("not-a-member", (await socket.Expect("error")).Text("code"));
    }

    [Fact]
    public async Task Fragments_are_joined_and_pings_between_them_answered()
    {
        var user = await _server.SignedInOnce();
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        await socket.SendFrame(RawWebSocketClient.TextFrame, "{\"type\":"u8.ToArray(), isLast: false);
        await socket.SendFrame(RawWebSocketClient.PingFrame, "x"u8.ToArray());
        await socket.SendFrame(RawWebSocketClient.Continuation, [], isLast: false);
        await socket.SendFrame(RawWebSocketClient.Continuation, "\"ping\",\"id\":9}"u8.ToArray());
        var (opcode, payload) = await socket.Receive();

        Assert.Equal(RawWebSocketClient.PongFrame, opcode);
        Assert.Equal("x"u8.ToArray(), payload);
        Assert.Equal(9, (await socket.Expect("pong")).GetProperty("id").GetInt64());
    }

    [Theory]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public async Task Frames_up_to_64_KiB_are_taken(int length)
    {
        var user = await _server.SignedInOnce();
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        await socket.SendText("""{"type":"ping"}""".PadRight(length));

        await socket.Expect("pong");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_longer_frame_is_closed(bool inFragments)
    {
        var user = await _server.SignedInOnce();
        await using var socket = await RawWebSocketClient.Connect(_server, user);
        var payload = Encoding.UTF8.GetBytes("""{"type":"ping"}""".PadRight(65_537));

        await socket.SendFrame(RawWebSocketClient.TextFrame, inFragments ? payload[..40_000] : payload, isLast: !inFragments);
        if (inFragments)
        {
            await socket.SendFrame(RawWebSocketClient.Continuation, payload[40_000..]);
        }

        Assert.Equal(1009, await socket.CloseCode());
    }

    [Fact]
    public async Task A_binary_frame_is_closed()
    {
        await using var socket = await RawWebSocketClient.Connect(_server, await _server.SignedInOnce());
        await socket.SendFrame(RawWebSocketClient.BinaryFrame, [1, 2, 3]);

        Assert.Equal(1003, await socket.CloseCode());
    }

    [Fact]
    public async Task Invalid_UTF8_is_closed()
    {
        await using var socket = await RawWebSocketClient.Connect(_server, await _server.SignedInOnce());
        await socket.SendFrame(RawWebSocketClient.TextFrame, [.. "{\"type\":\""u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.Equal(1007, await socket.CloseCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{\"type\":\"ping\"")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}")]
    public async Task What_is_no_object_is_closed(string frame)
    {
        await using var socket = await RawWebSocketClient.Connect(_server, await _server.SignedInOnce());
        await socket.SendText(frame);

        Assert.Equal(4400, await socket.CloseCode());
    }

    [Theory]
    [InlineData("unmasked")]
    [InlineData("reserved bit")]
    [InlineData("unknown opcode")]
    [InlineData("continuation of nothing")]
    [InlineData("long ping")]
    public async Task A_broken_frame_ends_the_connection(string kind)
    {
        await using var socket = await RawWebSocketClient.Connect(_server, await _server.SignedInOnce());
        var ping = "{\"type\":\"ping\"}"u8.ToArray();

        await (kind switch
        {
            "unmasked" => socket.SendFrame(RawWebSocketClient.TextFrame, ping, isMasked: false),
            "reserved bit" => socket.SendFrame(RawWebSocketClient.TextFrame, ping, reserved: 0x40),
            "unknown opcode" => socket.SendFrame(0x3, ping),
            "continuation of nothing" => socket.SendFrame(RawWebSocketClient.Continuation, ping),
            _ => socket.SendFrame(RawWebSocketClient.PingFrame, new byte[126]),
        });

        Assert.Equal(1002, await socket.CloseCode());
    }

    [Fact]
    public async Task Garbage_ends_the_connection()
    {
        await using var socket = await RawWebSocketClient.Connect(_server, await _server.SignedInOnce());
        var garbage = new byte[4096];
        new Random(7).NextBytes(garbage);
        await socket.SendBytes(garbage);

        Assert.Contains(await socket.CloseCode(), new[] { 1002, 0 });
    }

    [Fact]
    public async Task An_unknown_type_or_a_bad_field_is_told_and_the_connection_lives()
    {
        var user = await _server.SignedInOnce();
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        foreach (var frame in new[]
        {
            """{"type":"dance","id":1}""", """{"id":1}""", """{"type":7,"id":1}""", """{"type":"send","id":1,"room":7}""",
            """{"type":"subscribe","id":1,"room":"x","after":"0"}""", """{"type":"subscribe","id":1,"room":"x","after":1.5}""",
            """{"type":"send","id":1,"room":"x","clientId":"c","text":"\ud800"}""", """{"type":"subscribe","id":1,"rooms":[1]}""",
        })
        {
            await socket.SendText(frame);
            var error = await socket.Expect("error");
            Assert.Equal(("malformed", 1), (error.Text("code"), error.GetProperty("id").GetInt32()));
        }

        await socket.Send(new { type = "ping" });
        await socket.Expect("pong");
    }

    [Fact]
    public async Task Too_many_of_them_are_closed()
    {
        await using var socket = await RawWebSocketClient.Connect(_server, await _server.SignedInOnce());
        for (var i = 0; i < 20; i++)
        {
            await socket.SendText("{\"type\":\"dance\"}");
        }

        Assert.Equal(4400, await socket.CloseCode());
    }

    [Fact]
    public async Task What_is_well_formed_but_invalid_is_refused_as_over_REST()
    {
        var user = await _server.SignedInOnce();
        var room = await user.NewRoom();
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        foreach (var (clientId, text) in new[] { ("c", ""), ("c c", "hi"), ("", "hi"), (new string('c', 65), "hi"), ("c", new string('x', 16_001)) })
        {
            await socket.Send(new { type = "send", room, clientId, text });
            var error = await socket.Expect("error");
            var rest = await user.Client.Post($"rooms/{room}/messages", new { clientId, text });
            Assert.Equal((422, "invalid"), (rest.Status, rest.Code));
            Assert.Equal(rest.Code, error.Text("code"));
            Assert.Equal(rest["error"], error.Text("message"));
        }
    }

    [Fact]
    public async Task The_clients_farewell_is_answered()
    {
        await using var socket = await RawWebSocketClient.Connect(_server, await _server.SignedInOnce());
        await socket.SendClose(1000);

        Assert.Equal(1000, await socket.CloseCode());
    }

    [Fact]
    public async Task Plain_HTTP_is_told_what_the_address_is_for()
    {
        var answer = await (await _server.SignedInOnce()).Client.Get("/api/v1/ws");

        Assert.Equal((400, "malformed"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_socket_along_within_a_second()
    {
        var user = await _server.SignedIn("leaver");
        await using var socket = await RawWebSocketClient.Connect(_server, user);

        await user.Client.Delete("sessions/current");
        var told = await socket.Expect("closing").WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        Assert.Equal("session-ended", told.Text("reason"));
        Assert.Equal(4401, await socket.CloseCode());
    }
}
