using System.Diagnostics;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Realtime;

/// <summary>What becomes of connections that are too many, too slow, too silent, or in the way of a stop.</summary>
public sealed class ConnectionLimitsTests
{
    [Fact]
    public async Task Too_many_connections_of_a_user_are_sent_away_on_socket_and_hub()
    {
        await using var server = await TestServer.Start("--Parley:Realtime:MaxConnectionsPerUser=1");
        var user = await server.SignedInOnce();
        await using var first = await RawWebSocketClient.Connect(server, user);
        await using var second = await RawWebSocketClient.Connect(server.Address, "/api/v1/ws", $"Authorization: Bearer {user.AccessToken}");
        await using var third = await HubClient.Connect(server, user, HttpTransportType.WebSockets, false);

        var told = await second.Expect("closing");
        await third.Closed.WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);

        Assert.Equal("too-many-connections", told.Text("reason"));
        Assert.True(told.GetProperty("retryAfterMs").GetInt64() > 0);
        Assert.Equal(4429, await second.CloseCode());
        Assert.Equal("too-many-connections", third.Farewell!.Value.Text("reason"));

        await first.SendClose(1000);
        await first.CloseCode();
        await Eventually.Is(
            async () =>
            {
                await using var again = await RawWebSocketClient.Connect(server.Address, "/api/v1/ws", $"Authorization: Bearer {user.AccessToken}");
                return (await again.Next()).Text("type") == "ready";
            },
            "a place became free");
    }

    [Fact]
    public async Task Who_does_not_sign_in_in_time_is_closed()
    {
        await using var server = await TestServer.Start("--Parley:Realtime:AuthTimeout=00:00:00.3");
        await using var socket = await RawWebSocketClient.Connect(server.Address);

        Assert.Equal(4408, await socket.CloseCode());
    }

    [Fact]
    public async Task A_stopping_server_says_so_and_does_not_wait_long()
    {
        var server = await TestServer.Start();
        var user = await server.SignedInOnce();
        await using var socket = await RawWebSocketClient.Connect(server, user);
        await using var hub = await HubClient.Connect(server, user, HttpTransportType.WebSockets, false);
        var started = Stopwatch.GetTimestamp();

        var stopping = Task.Run(() => server.DisposeAsync().AsTask(), TestContext.Current.CancellationToken);
        var told = await socket.Expect("closing");
        var code = await socket.CloseCode();
        await socket.SendClose(code);
        await hub.Closed.WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);
        await stopping;

        Assert.Equal("draining", told.Text("reason"));
        Assert.True(told.GetProperty("retryAfterMs").GetInt64() > 0);
        Assert.Equal(4503, code);
        Assert.Equal("draining", hub.Farewell!.Value.Text("reason"));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    /// <summary>Whoever routes by readiness learns of it while everything is still served, and sends nobody new when the clients are told to go.</summary>
    [Fact]
    public async Task A_server_that_is_asked_to_stop_is_first_not_ready_and_serves_on_for_a_while()
    {
        var delay = new HeldDelay(TimeSpan.FromMinutes(7));
        var server = await TestServer.Start(
            new TempFolder(), builder => builder.Services.AddSingleton<TimeProvider>(delay), "--Parley:Shutdown:ReadinessDelay=00:07:00", "--Parley:Shutdown:Grace=00:07:25");
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        await using var socket = await RawWebSocketClient.Connect(server, user);
        await socket.Send(new { type = "subscribe", room });
        await socket.Expect("subscribed");
        Assert.Equal(200, (await server.Client().Get("/health/ready")).Status);

        var stopping = Task.Run(() => server.DisposeAsync().AsTask(), TestContext.Current.CancellationToken);
        await delay.Begun.WaitAsync(HubClient.Patience, TestContext.Current.CancellationToken);

        var ready = await server.Client().Get("/health/ready");
        Assert.Equal(503, ready.Status);
        Assert.Contains("\"accepting\":\"The server is stopping.\"", ready.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Client().Get("/health/live")).Status);
        Assert.Equal(201, (await user.Client.Post($"/api/v1/rooms/{room}/messages", new { clientId = "c1", text = "still here" })).Status);
        Assert.Equal("events", (await socket.Next()).Text("type")); // and nobody has been told to go
        await using var late = await RawWebSocketClient.Connect(server, user);

        delay.End();
        Assert.Equal("draining", (await socket.Expect("closing")).Text("reason"));
        Assert.Equal("draining", (await late.Expect("closing")).Text("reason"));
        await stopping;
    }

    [Fact]
    public async Task A_reader_that_stops_reading_holds_nobody_up_and_is_let_go()
    {
        // Enough for the quick one, who has at most 32 unanswered sends, however slow this machine is; not for who reads nothing of 24 MB.
        await using var server = await TestServer.Start(
            "--Parley:Realtime:MaxQueuedBytes=2000000", "--Parley:Realtime:SlowReaderTimeout=00:00:01");
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        await using var slow = await RawWebSocketClient.Connect(server, user);
        await using var quick = await RawWebSocketClient.Connect(server, user);
        foreach (var socket in new[] { slow, quick })
        {
            await socket.Send(new { type = "subscribe", room });
            await socket.Expect("subscribed");
        }

        // More than the kernel's buffers take.
        var text = new string('x', 16_000);
        const int count = 1500;
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < count; i++)
                {
                    await quick.Send(new { type = "send", room, clientId = $"c{i}", text });
                }
            },
            TestContext.Current.CancellationToken);
        var events = await quick.Events(count);
        await sending;

        Assert.Equal(Enumerable.Range(3, count).Select(i => (long)i), events.Select(e => e.Seq()));
        await Eventually.Is(() => Task.FromResult(ServerConnections(server) == 1), "the slow reader is gone");
    }

    [Fact]
    public async Task A_slow_reader_that_comes_back_finds_its_gap()
    {
        await using var server = await TestServer.Start("--Parley:Realtime:MaxQueuedBytes=100000", "--Parley:Realtime:SlowReaderTimeout=00:01:00");
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        await using var slow = await RawWebSocketClient.Connect(server, user);
        await slow.Send(new { type = "subscribe", room });
        await slow.Expect("subscribed");
        await using var quick = await RawWebSocketClient.Connect(server, user);
        var text = new string('x', 16_000);
        for (var i = 0; i < 1500; i++)
        {
            await quick.Send(new { type = "send", room, clientId = $"c{i}", text });
            await quick.Expect("ack");
        }

        var last = 2L;
        while (true)
        {
            var frame = await slow.Next();
            if (frame.Text("type") == "gap")
            {
                Assert.Equal(last + 1, frame.GetProperty("fromSeq").GetInt64());
                Assert.Equal(room, frame.Text("room"));
                break;
            }

            foreach (var e in frame.GetProperty("events").EnumerateArray())
            {
                Assert.Equal(++last, e.Seq());
            }
        }

        await slow.Send(new { type = "subscribe", id = 1, room, after = last });
        Assert.Equal(1502, (await slow.Expect("subscribed")).GetProperty("lastSeq").GetInt64());
    }

    [Fact]
    public async Task What_waits_for_slow_readers_is_known_until_they_are_gone()
    {
        await using var server = await TestServer.Start("--Parley:Realtime:MaxQueuedBytes=16000000", "--Parley:Realtime:MaxQueuedBatches=100000");
        var connections = (WebFrontend.Realtime.Connections)server.Services.GetService(typeof(WebFrontend.Realtime.Connections))!;
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        var slow = await RawWebSocketClient.Connect(server, user);
        await slow.Send(new { type = "subscribe", room });
        await slow.Expect("subscribed");
        await using var quick = await RawWebSocketClient.Connect(server, user);
        var text = new string('x', 16_000);
        for (var i = 0; connections.Queued.Waiting == 0; i++)
        {
            Assert.True(i < 3000, "48 MB are written to who reads nothing.");
            await quick.Send(new { type = "send", room, clientId = $"c{i}", text });
            await quick.Expect("ack");
        }

        var queued = connections.Queued;
        Assert.Equal(1, queued.Waiting);
        Assert.InRange(queued.Bytes, queued.Batches * text.Length, queued.Batches * (text.Length + 1000));
        Assert.Equal(queued.Bytes / 16_000_000.0, queued.Fullest);

        await slow.DisposeAsync();
        await Eventually.Is(() => Task.FromResult(connections.Queued == default), "nothing waits any more");
    }

    private static int ServerConnections(TestServer server) =>
        ((WebFrontend.Realtime.Connections)server.Services.GetService(typeof(WebFrontend.Realtime.Connections))!).Count;
}
