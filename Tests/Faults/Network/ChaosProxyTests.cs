using System.Net.Sockets;
using System.Text;
using Parley.Faults.Network;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Network;

public class ChaosProxyTests
{
    private static readonly LinkFaults Slow = new() { Delay = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task Without_faults_bytes_and_ends_go_both_ways()
    {
        await using var pair = new ProxiedPair();
        var (client, server, link) = await pair.Connect();

        await client.Say("ping");
        await server.Hears("ping");
        await server.Say("pong");
        await client.Hears("pong");

        client.Shutdown(SocketShutdown.Send);
        await server.HearsTheEnd();
        await server.Say("late"); // the other half still works
        await client.Hears("late");
        server.Shutdown(SocketShutdown.Send);
        await client.HearsTheEnd();
        await Eventually.Is(() => Task.FromResult(pair.Proxy.Links.Count == 0), "the link is forgotten");
        Assert.Equal((4, 8), (link.ToServer.BytesPassed, link.ToClient.BytesPassed));
        Assert.Equal((12, 0), (pair.Proxy.BytesPassed, pair.Proxy.BytesSwallowed)); // of a link that has ended, too
    }

    [Fact]
    public async Task Delayed_bytes_arrive_when_their_time_has_come_and_in_order()
    {
        var time = new WaitedOnClock();
        await using var pair = new ProxiedPair(time);
        pair.Proxy.ToServer = Slow;
        var (client, server, link) = await pair.Connect();

        await client.Say("a");
        await time.HasBegunToWait(1);
        time.Advance(TimeSpan.FromMilliseconds(60));
        await client.Say("b");
        await link.ToServer.HasSeen(2);
        await server.Say("other way");
        await client.Hears("other way");
        Assert.Equal(0, link.ToServer.BytesPassed);

        time.Advance(TimeSpan.FromMilliseconds(40));
        await server.Hears("a");
        await time.HasBegunToWait(2);
        Assert.Equal(1, link.ToServer.BytesPassed);

        time.Advance(TimeSpan.FromMilliseconds(60));
        await server.Hears("b");
    }

    [Fact]
    public async Task Jitter_adds_up_to_its_bound_and_lets_nothing_overtake()
    {
        var time = new WaitedOnClock();
        await using var pair = new ProxiedPair(time);
        pair.Proxy.ToServer = Slow with { Jitter = TimeSpan.FromMilliseconds(50) };
        var (client, server, link) = await pair.Connect();

        for (var i = 0; i < 20; i++)
        {
            await client.Say($"{i,2}");
            await link.ToServer.HasSeen(2 * (i + 1));
        }

        await time.HasBegunToWait(1);
        time.Advance(TimeSpan.FromMilliseconds(100)); // the jitter of a first 0 alone would let it through
        await server.Say("other way");
        await client.Hears("other way");
        Assert.Equal(0, link.ToServer.BytesPassed);
        time.Advance(TimeSpan.FromMilliseconds(50));
        await server.Hears(string.Concat(Enumerable.Range(0, 20).Select(i => $"{i,2}")));
    }

    [Fact]
    public async Task A_throttle_lets_through_so_many_bytes_a_second()
    {
        var time = new WaitedOnClock();
        await using var pair = new ProxiedPair(time);
        pair.Proxy.ToServer = new LinkFaults { BytesPerSecond = 100 };
        var (client, server, link) = await pair.Connect();

        await client.Say("0123456789abcdefghijABCDE");
        await server.Hears("0123456789");
        await time.HasBegunToWait(1);
        time.Advance(TimeSpan.FromMilliseconds(99));
        await server.Say("other way");
        await client.Hears("other way");
        Assert.Equal(10, link.ToServer.BytesPassed);

        time.Advance(TimeSpan.FromMilliseconds(1));
        await server.Hears("abcdefghij");
        await time.HasBegunToWait(2);
        time.Advance(TimeSpan.FromMilliseconds(100));
        await server.Hears("ABCDE");
    }

    [Fact]
    public async Task A_pause_loses_nothing_and_ends_when_it_is_told_to()
    {
        await using var pair = new ProxiedPair();
        var (client, server, link) = await pair.Connect();
        link.ToServer.Faults = new LinkFaults { Paused = true };

        await client.Say("wait");
        await link.ToServer.HasSeen(4);
        await server.Say("other way");
        await client.Hears("other way");
        Assert.Equal(0, link.ToServer.BytesPassed);

        link.ToServer.Faults = LinkFaults.None;
        await server.Hears("wait");
    }

    [Fact]
    public async Task A_receiver_that_does_not_read_makes_its_sender_wait()
    {
        const int MaxHeld = 34 * 16 * 1024; // what may be on its way, one more being read and one being written
        await using var pair = new ProxiedPair();
        var (client, server, link) = await pair.Connect();
        link.ToServer.Faults = new LinkFaults { Paused = true };
        var sent = new byte[32 * 1024 * 1024]; // more than all buffers of the system will take
        new Random(1).NextBytes(sent);

        var sending = SendAll(client, sent);
        await link.ToServer.HasSeen(1);
        Assert.False(sending.IsCompleted);
        link.ToServer.Faults = LinkFaults.None;

        for (var read = 0; read < sent.Length; read += 1024 * 1024)
        {
            var part = await server.Read(1024 * 1024);
            Assert.True(sent.AsSpan(read, part.Length).SequenceEqual(part), $"Other bytes than were sent, in the megabyte from {read}.");
            Assert.InRange(link.ToServer.BytesSeen - link.ToServer.BytesPassed, 0, MaxHeld);
        }

        await sending;
    }

    [Fact]
    public async Task Half_open_swallows_one_direction_and_the_connection_stays_up()
    {
        await using var pair = new ProxiedPair();
        var (client, server, link) = await pair.Connect();

        link.ToServer.Faults = new LinkFaults { Swallow = true };
        await client.Say("lost");
        await link.ToServer.HasSeen(4);
        await server.Say("heard");
        await client.Hears("heard");

        await Eventually.Is(() => Task.FromResult(link.ToServer.BytesSwallowed == 4), "it is gone");
        link.ToServer.Faults = LinkFaults.None;
        await client.Say("back");
        await server.Hears("back");
    }

    [Theory]
    [InlineData(LinkEnd.Swallow)]
    [InlineData(LinkEnd.Close)]
    [InlineData(LinkEnd.Reset)]
    public async Task After_so_many_bytes_a_link_ends_in_the_way_asked_for(LinkEnd how)
    {
        await using var pair = new ProxiedPair();
        pair.Proxy.ToServer = new LinkFaults { AfterBytes = 6, ThenDo = how };
        var (client, server, link) = await pair.Connect();

        await client.Say("1234");
        await server.Hears("1234");
        await client.Say("5678");
        await server.Hears("56");
        switch (how)
        {
            case LinkEnd.Swallow:
                await Eventually.Is(() => Task.FromResult(link.ToServer.BytesSwallowed == 2), "the rest is gone");
                await server.Say("still up");
                await client.Hears("still up");
                break;
            case LinkEnd.Close:
                await server.HearsTheEnd();
                await client.HearsTheEnd();
                break;
            case LinkEnd.Reset:
                await server.HearsReset();
                await client.HearsReset();
                break;
        }
    }

    [Fact]
    public async Task A_reset_reaches_both_ends_of_every_link()
    {
        await using var pair = new ProxiedPair();
        var links = new[] { await pair.Connect(), await pair.Connect() };
        pair.Proxy.ResetAll();
        foreach (var (client, server, _) in links)
        {
            await client.HearsReset();
            await server.HearsReset();
        }
    }

    [Fact]
    public async Task A_server_that_is_killed_is_felt_by_its_client()
    {
        await using var pair = new ProxiedPair();
        var (client, server, _) = await pair.Connect();
        server.LingerState = new LingerOption(true, 0);
        server.Dispose();
        await client.HearsReset();
    }

    [Fact]
    public async Task New_connections_are_refused_and_taken_again_on_the_same_port_while_old_ones_stay()
    {
        await using var pair = new ProxiedPair();
        var (client, server, _) = await pair.Connect();
        var endPoint = pair.Proxy.EndPoint;

        pair.Proxy.Refuse();
        var refused = await Assert.ThrowsAsync<SocketException>(pair.ConnectClient);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await client.Say("still");
        await server.Hears("still");

        pair.Proxy.Accept();
        Assert.Equal(endPoint, pair.Proxy.EndPoint);
        var (again, anew, _) = await pair.Connect();
        await again.Say("hello");
        await anew.Hears("hello");
    }

    [Fact]
    public async Task A_client_of_a_server_that_is_away_gets_a_reset()
    {
        await using var pair = new ProxiedPair();
        pair.StopServer();
        var reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            var client = await pair.ConnectClient(); // may be reset before it returns
            await client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken);
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Fact]
    public async Task One_link_can_be_spoiled_and_others_not()
    {
        await using var pair = new ProxiedPair();
        var (spoiled, whole) = (await pair.Connect(), await pair.Connect());
        spoiled.Link.ToServer.Faults = new LinkFaults { AfterBytes = 0, ThenDo = LinkEnd.Reset };

        await spoiled.Client.Say("x");
        await spoiled.Client.HearsReset();
        await whole.Client.Say("fine");
        await whole.Server.Hears("fine");
    }

    [Theory]
    [InlineData(LinkEnd.Swallow)]
    [InlineData(LinkEnd.Reset)]
    public async Task The_reply_to_a_commit_is_lost_after_the_server_has_done_it(LinkEnd how)
    {
        await using var pair = new ProxiedPair();
        var trigger = ByteTrigger.LoseReply("COMMIT"u8, how);
        pair.Proxy.Add(trigger);
        var (client, server, link) = await pair.Connect();

        await client.Say("INSERT");
        await server.Hears("INSERT");
        await server.Say("ok 1");
        await client.Hears("ok 1");

        await client.Say("INSERT; COM"); // wherever the bytes are divided
        await server.Hears("INSERT; COM");
        Assert.False(trigger.Fired.IsCompleted);
        await client.Say("MIT");
        await server.Hears("MIT");
        Assert.Same(link, await trigger.Fired);
        await server.Say("ok 2");
        if (how == LinkEnd.Reset)
        {
            await client.HearsReset();
        }
        else
        {
            await Eventually.Is(() => Task.FromResult(link.ToClient.BytesSwallowed == 4), "the reply is gone");
        }

        Assert.Equal(4, link.ToClient.BytesPassed);

        // It is spent: the next link commits in peace.
        var (next, committed, _) = await pair.Connect();
        await next.Say("COMMIT");
        await committed.Hears("COMMIT");
        await committed.Say("ok 3");
        await next.Hears("ok 3");
    }

    [Theory]
    [InlineData("aab", "aaab", 1)]
    [InlineData("aba", "ababa", 2)]
    [InlineData("COMMIT", "COMMIT;COMCOMMIT", 2)]
    [InlineData("COMMIT", "COMMI", 0)]
    public async Task A_trigger_finds_its_pattern_however_it_is_divided(string pattern, string text, int times)
    {
        var found = 0;
        await using var pair = new ProxiedPair();
        pair.Proxy.Add(new ByteTrigger(Direction.ToServer, Encoding.ASCII.GetBytes(pattern), _ => found++, times: 10));
        var (client, server, _) = await pair.Connect();
        foreach (var letter in text)
        {
            await client.Say($"{letter}");
            await server.Hears($"{letter}");
        }

        Assert.Equal(times, found);
    }

    private static async Task SendAll(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, TestContext.Current.CancellationToken)..];
        }
    }
}
