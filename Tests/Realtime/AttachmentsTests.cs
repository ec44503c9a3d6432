using Orleans.Runtime;
using Parley.Tests.Support;
using Parley.WebFrontend.Realtime;
using Xunit;

namespace Parley.Tests.Realtime;

/// <summary>The bond between this frontend and the rooms, with the real grains.</summary>
public sealed class AttachmentsTests
{
    [Fact]
    public async Task A_room_that_is_activated_anew_finds_its_listeners_again()
    {
        await using var server = await TestServer.Start();
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        await using var socket = await RawWebSocketClient.Connect(server, user);
        await socket.Send(new { type = "subscribe", room, after = 0 });
        await socket.Expect("subscribed");

        for (var i = 0; i < 3; i++)
        {
            await server.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);
            var seq = await user.Say(room, $"after collection {i}");

            Assert.Equal(seq, (await socket.Events(1))[0].Seq());
        }
    }

    [Fact]
    public async Task A_room_that_nobody_looks_at_is_let_go_and_can_be_taken_up_again()
    {
        await using var server = await TestServer.Start("--Parley:Realtime:RenewEvery=00:00:01", "--Parley:Realtime:DetachAfter=00:00:01");
        var rooms = (RoomTable)server.Services.GetService(typeof(RoomTable))!;
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        await using var socket = await RawWebSocketClient.Connect(server, user);
        await socket.Send(new { type = "subscribe", room, after = 0 });
        await socket.Expect("subscribed");
        await socket.Send(new { type = "unsubscribe", room });
        await socket.Expect("unsubscribed");

        await Eventually.Is(() => Task.FromResult(rooms.Find(room) is null), "the room is let go");
        await user.Say(room, "unheard");
        await socket.Send(new { type = "subscribe", room, after = 2 });
        var subscribed = await socket.Expect("subscribed");
        await user.Say(room, "heard");

        Assert.Equal([3], subscribed.GetProperty("events").EnumerateArray().Select(e => e.Seq()));
        Assert.Equal(4, (await socket.Events(1))[0].Seq());
    }

    [Fact]
    public async Task A_connection_that_ends_leaves_its_rooms()
    {
        await using var server = await TestServer.Start("--Parley:Realtime:RenewEvery=00:00:01", "--Parley:Realtime:DetachAfter=00:00:01");
        var rooms = (RoomTable)server.Services.GetService(typeof(RoomTable))!;
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        await using (var socket = await RawWebSocketClient.Connect(server, user))
        {
            await socket.Send(new { type = "subscribe", room });
            await socket.Expect("subscribed");
        }

        await Eventually.Is(() => Task.FromResult(rooms.Find(room) is null), "the room is let go");
    }

    [Fact]
    public async Task Many_clients_that_come_and_go_while_others_write_see_no_hole_and_no_double()
    {
        await using var server = await TestServer.Start();
        var user = await server.SignedInOnce();
        var room = await user.NewRoom();
        const int messages = 600;
        var writing = Task.Run(
            async () =>
            {
                await using var writer = await RawWebSocketClient.Connect(server, user);
                for (var i = 0; i < messages; i++)
                {
                    await writer.Send(new { type = "send", room, clientId = $"c{i}", text = $"{i}" });
                    await writer.Expect("ack");
                }
            },
            TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Read(server, user, room, messages + 2)));
        await writing;
    }

    /// <summary>Reads to the end over ever new connections, each for some events only.</summary>
    private static async Task Read(TestServer server, TestUser user, string room, long until)
    {
        var last = 0L;
        for (var turn = 1; last < until; turn++)
        {
            await using var socket = await RawWebSocketClient.Connect(server, user);
            await socket.Send(new { type = "subscribe", room, after = last });
            var frame = await socket.Expect("subscribed");
            for (var wanted = 10 * turn; ; frame = await socket.Expect("events"))
            {
                foreach (var e in frame.GetProperty("events").EnumerateArray())
                {
                    Assert.Equal(++last, e.Seq());
                    wanted--;
                }

                if (wanted <= 0 || last >= until)
                {
                    break;
                }
            }
        }
    }
}
