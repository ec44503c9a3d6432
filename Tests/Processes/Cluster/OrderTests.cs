using System.Globalization;
using Parley.LocalCluster.Apps;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

/// <summary>Over real processes most of a burst of un-awaited grain calls arrives out of order; what clients see must not.</summary>
[Collection(ClusterTests.Name)]
[Trait("Scope", "P2")]
public sealed class OrderTests(RunningCluster cluster) : IClassFixture<RunningCluster>
{
    private const int Rooms = 4;
    private const int SendersPerRoom = 5;
    private const int PerSender = 1000;

    [Fact]
    public async Task Twenty_thousand_events_in_a_burst_arrive_in_order_and_complete_at_every_socket()
    {
        RunningCluster.SkipIfMissing();
        var frontends = cluster.Processes.Frontends;
        var user = await cluster.NewUserAsync();
        var rooms = await Task.WhenAll(Enumerable.Range(0, Rooms).Select(_ => user.NewRoomAsync(frontends[0])));
        const int last = 2 + (SendersPerRoom * PerSender);

        var readers = rooms.SelectMany(room => frontends.SelectMany(frontend => new[] { frontend, frontend }.Select(f => ReadAsync(user, f, room, last)))).ToArray();
        var senders = rooms.SelectMany(room => Enumerable.Range(0, SendersPerRoom).Select(i => SendAsync(user, frontends[i % frontends.Count], room, i)));
        await Task.WhenAll(senders);

        var seen = await Task.WhenAll(readers);
        Assert.Equal(Rooms * frontends.Count * 2, seen.Length);
        foreach (var room in rooms)
        {
            // Each sender's messages are in the order in which it sent them, and none is there twice.
            var texts = (await user.LogAsync(frontends[1], room)).Where(e => e.Text("kind") == "messagePosted").Select(e => e.Text("text")!.Split(' ')).ToArray();
            Assert.Equal(SendersPerRoom * PerSender, texts.Length);
            Assert.All(texts.GroupBy(text => text[0]), sender => Assert.Equal(Enumerable.Range(0, PerSender), sender.Select(text => int.Parse(text[1], CultureInfo.InvariantCulture))));
        }
    }

    private static async Task<long> ReadAsync(ClusterUser user, FrontendProcess frontend, string room, long last)
    {
        await using var socket = await user.ConnectAsync(frontend);
        await socket.Send(new { type = "subscribe", room, after = 0 });
        var seq = 0L;
        for (var frame = await socket.Expect("subscribed"); ; frame = await socket.Expect("events"))
        {
            foreach (var e in frame.GetProperty("events").EnumerateArray())
            {
                Assert.Equal(++seq, e.Seq());
            }

            if (seq >= last)
            {
                break;
            }
        }

        return seq;
    }

    /// <summary>As fast as the socket takes them; answers are read beside it.</summary>
    private static async Task SendAsync(ClusterUser user, FrontendProcess frontend, string room, int sender)
    {
        await using var socket = await user.ConnectAsync(frontend);
        var sending = Task.Run(async () =>
        {
            for (var n = 0; n < PerSender; n++)
            {
                await socket.Send(new { type = "send", id = n, room, clientId = $"s{sender}-{n}", text = $"s{sender} {n}" });
            }
        });
        for (var n = 0; n < PerSender; n++)
        {
            Assert.Equal(n, (await socket.Expect("ack")).GetProperty("id").GetInt32());
        }

        await sending;
    }
}
