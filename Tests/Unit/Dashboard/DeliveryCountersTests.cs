using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Parley.Dashboard;
using Parley.Realtime;
using Parley.Rooms;
using Parley.Tests.Support;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Realtime;
using Xunit;

namespace Parley.Tests.Unit.Dashboard;

/// <summary>The counters that must be 0 are worth something only if they can be anything else.</summary>
public class DeliveryCountersTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FrontendMetrics _metrics;

    public DeliveryCountersTests() => _metrics = TestMetrics.Frontend(_clock);

    [Theory]
    [InlineData("5-7 8 9-12", 0, 0, 0)]
    [InlineData("5 7", 1, 0, 0)]
    [InlineData("6", 1, 0, 0)]
    [InlineData("5 9 10", 3, 0, 0)]
    [InlineData("5,7", 1, 0, 0)]
    [InlineData("5 5 6", 0, 1, 0)]
    [InlineData("4 5", 0, 1, 0)]
    [InlineData("5-7 6-8", 0, 2, 0)]
    [InlineData("5,5,6", 0, 1, 0)]
    [InlineData("5 7 6 8", 1, 0, 1)]
    [InlineData("5,7,6,8", 1, 0, 1)]
    [InlineData("5 8 6 7 9", 2, 0, 2)]
    [InlineData("5 8 6 6", 2, 1, 1)]
    public async Task What_a_faulty_fanout_queues_is_noticed_before_it_is_written(string batches, long lost, long doubled, long reordered)
    {
        var sink = new Sink();
        var queue = new SendQueue(sink, 100, 100_000, _metrics, _clock);
        var subscriber = new Subscriber(new Listener(), "lobby");
        subscriber.Line.Begin(4); // history ended there
        var all = batches.Split(' ').Select(Numbers).ToList();
        foreach (var numbers in all)
        {
            queue.Offer(new EncodedBatch("lobby", "e1", [.. numbers.Select(Event)]), subscriber);
        }

        await Eventually.Is(() => Task.FromResult(sink.Batches == all.Count), "everything is written");
        var report = _metrics.Report();
        Assert.Equal((lost, doubled, reordered), (report.Lost, report.Doubled, report.Reordered));
    }

    [Fact]
    public void Looking_at_a_batch_and_counting_it_allocates_nothing()
    {
        var subscriber = new Subscriber(new Listener(), "lobby");
        var batch = new EncodedBatch("lobby", "e1", [Event(1), Event(2)]);
        Look(); // compiles, and makes the tables of this moment

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Look();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Look()
        {
            subscriber.Line.Begin(0);
            if (!subscriber.Line.Take(batch, out var faults))
            {
                throw new InvalidOperationException($"{faults}");
            }

            _metrics.BatchCame();
            _metrics.Passed(batch.Events[0].At, 2);
        }
    }

    [Fact]
    public void A_hole_that_the_log_fills_is_a_gap_repaired_and_nobody_sees_it()
    {
        var (fanout, listener) = Subscribed();
        fanout.Deliver(Batch(1));
        var isMissing = fanout.Deliver(Batch(4));
        var position = fanout.BeginAttach();
        fanout.Attached(new Attachment("e1", 4, "s1", [Event(2), Event(3), Event(4)], Reset: false));

        Assert.True(isMissing);
        Assert.Equal(1, position!.Value.After);
        Assert.Equal([1, 2, 3, 4], listener.Seen);
        Assert.Equal((1, 1), (_metrics.Report().GapsRepaired, _metrics.Report().AlreadyPassed)); // 4 came twice
    }

    [Fact]
    public void A_renewal_that_finds_nothing_missing_repairs_nothing()
    {
        var (fanout, _) = Subscribed();
        fanout.Deliver(Batch(1));
        fanout.BeginAttach();
        fanout.Attached(new Attachment("e1", 1, "s1", [], Reset: false));

        Assert.Equal(0, _metrics.Report().GapsRepaired);
    }

    [Fact]
    public void What_comes_again_is_dropped_and_counted()
    {
        var (fanout, listener) = Subscribed();
        fanout.Deliver(Batch(1, 2, 3));
        fanout.Deliver(Batch(1, 2, 3));
        fanout.Deliver(Batch(3, 4));

        Assert.Equal([1, 2, 3, 4], listener.Seen);
        Assert.Equal((4, 3), (_metrics.Report().AlreadyPassed, _metrics.Report().Batches));
    }

    [Fact]
    public void Latency_and_rate_are_those_of_events_that_had_readers()
    {
        var (fanout, _) = Subscribed();
        var batch = Batch(1, 2);
        _clock.Advance(TimeSpan.FromMilliseconds(40)); // on its way
        fanout.Deliver(batch);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var report = _metrics.Report();
        Assert.InRange(report.FanoutLatency!.P50, 35, 45);
        Assert.Equal(2 / 5.0, report.DeliveriesPerSecond);
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_counted_and_is_no_loss()
    {
        var sink = new Sink { IsHeld = true };
        var queue = new SendQueue(sink, 2, 100_000, _metrics, _clock);
        var subscriber = new Subscriber(new Listener(), "lobby");
        for (var seq = 1; seq <= 6; seq++)
        {
            queue.Offer(new EncodedBatch("lobby", "e1", [Event(seq)]), subscriber);
        }

        sink.Release();
        await Eventually.Is(() => Task.FromResult(sink.Gaps == 1), "the reader is told");
        Assert.Equal((1, 0), (_metrics.Report().SlowReaderGaps, _metrics.Report().Lost));
    }

    private (RoomFanout Fanout, Listener Listener) Subscribed()
    {
        var listener = new Listener();
        var fanout = new RoomFanout("lobby", _metrics);
        fanout.BeginAttach();
        fanout.Attached(new Attachment("e1", 0, "s1", [], Reset: false));
        var subscriber = new Subscriber(listener, "lobby");
        Assert.Null(fanout.TryJoin(subscriber));
        Assert.Equal(JoinResult.Joined, fanout.Complete(subscriber, new Subscription(new EventPage("lobby", "e1", 0, 1, []), true), null));
        return (fanout, listener);
    }

    private RoomBatch Batch(params long[] numbers) => new("lobby", "e1", [.. numbers.Select(Event)]);

    private MessagePosted Event(long seq) => new() { Seq = seq, Sender = "ann", At = _clock.GetUtcNow(), N = seq, Text = "hi" };

    /// <summary><c>5</c>, <c>5-7</c> or <c>5,7,6</c>.</summary>
    private static IEnumerable<long> Numbers(string batch)
    {
        var ends = batch.Split('-').Select(part => part.Split(',').Select(long.Parse).ToArray()).ToArray();
        return ends.Length == 1 ? ends[0] : Enumerable.Range((int)ends[0][0], (int)(ends[1][0] - ends[0][0] + 1)).Select(seq => (long)seq);
    }

    private sealed class Listener : IListener
    {
        public List<long> Seen { get; } = [];

        public string UserId => "ann";

        public bool Events(EncodedBatch batch, Subscriber subscriber)
        {
            Seen.AddRange(batch.Events.Select(e => e.Seq));
            return true;
        }

        public void Gap(Subscriber subscriber, string epoch, long fromSeq)
        {
        }

        public void Ephemeral(Push ephemeral)
        {
        }
    }

    private sealed class Sink : IFrameSink
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsHeld { get; init; }

        public int Batches { get; private set; }

        public int Gaps { get; private set; }

        public void Release() => _released.TrySetResult();

        public async ValueTask SendAsync(IReadOnlyList<Outgoing> items)
        {
            if (IsHeld)
            {
                await _released.Task;
            }

            Batches += items.Count(item => item.Batch is not null);
            Gaps += items.Count(item => item.Kind == OutgoingKind.Gap);
        }

        public ValueTask CloseAsync(Closing closing) => ValueTask.CompletedTask;

        public void Abort()
        {
        }
    }
}
