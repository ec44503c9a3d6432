using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Parley.Realtime;
using Parley.Rooms;
using Parley.WebFrontend.Realtime;
using Xunit;

namespace Parley.Tests.Unit.Realtime;

public class SendQueueTests
{
    private const int MaxBatches = 10;
    private const int MaxBytes = 100_000;

    private readonly FakeTimeProvider _clock = new();
    private readonly SlowSink _sink = new();
    private readonly SendQueue _queue;
    private readonly Subscriber _lobby = new(new Nobody(), "lobby");
    private readonly Subscriber _den = new(new Nobody(), "den");

    public SendQueueTests() => _queue = new SendQueue(_sink, MaxBatches, MaxBytes, Support.TestMetrics.Frontend(), _clock);

    [Fact]
    public async Task What_gathers_while_a_write_is_under_way_goes_with_the_next()
    {
        _queue.Offer(Batch("lobby", 1), _lobby);
        await _sink.Writing();
        for (var seq = 2; seq <= 5; seq++)
        {
            Assert.True(_queue.Offer(Batch("lobby", seq), _lobby));
        }

        _sink.Release();
        await _sink.Written(5);

        Assert.Equal([1, 4], _sink.Writes.Select(write => write.Count));
    }

    [Fact]
    public async Task A_slow_reader_is_told_once_per_room_where_its_gap_begins_and_gets_nothing_more()
    {
        _queue.Offer(Batch("lobby", 1), _lobby);
        await _sink.Writing();
        for (var seq = 2; seq <= 6; seq++)
        {
            Assert.True(_queue.Offer(Batch("lobby", seq), _lobby));
            Assert.True(_queue.Offer(Batch("den", seq), _den));
        }

        Assert.False(_queue.Offer(Batch("lobby", 7), _lobby));
        Assert.False(_queue.Offer(Batch("den", 7), _den));
        _sink.Release();
        await _sink.Written(3);

        Assert.Equal(["lobby 1", "gap lobby 2", "gap den 2"], _sink.Lines);
        Assert.True(_lobby.Ended && _den.Ended);
    }

    [Fact]
    public async Task Bytes_are_bounded_as_well()
    {
        _queue.Offer(Batch("lobby", 1), _lobby);
        await _sink.Writing();

        Assert.True(_queue.Offer(Batch("lobby", 2, MaxBytes - 1000), _lobby));
        Assert.False(_queue.Offer(Batch("lobby", 3, 2000), _lobby));
        _sink.Release();
        await _sink.Written(2);

        Assert.Equal(["lobby 1", "gap lobby 2"], _sink.Lines);
    }

    [Fact]
    public async Task What_waits_is_known_without_what_is_being_written_and_is_nothing_in_the_end()
    {
        var batch = Batch("lobby", 1);
        _queue.Offer(batch, _lobby);
        await _sink.Writing();
        Assert.Equal((0, 0), _queue.Load);
        _queue.Offer(Batch("lobby", 2), _lobby);
        _queue.Offer(Batch("lobby", 3), _lobby);
        Assert.Equal((2, 2 * batch.Size), _queue.Load);

        for (var seq = 4; seq <= MaxBatches + 4; seq++)
        {
            _queue.Offer(Batch("lobby", seq), _lobby);
        }

        Assert.Equal((0, 0), _queue.Load); // all of it has become one gap
        _sink.Release();
        await _sink.Written(2);
        Assert.Equal((0, 0), _queue.Load);
    }

    [Fact]
    public void Loads_of_queues_are_added_up_and_the_fullest_is_measured_by_the_nearer_limit()
    {
        var options = new RealtimeOptions { MaxQueuedBatches = 10, MaxQueuedBytes = 1000 };
        var load = default(QueueLoad).With((0, 0), options).With((2, 900), options).With((5, 100), options);
        Assert.Equal(new QueueLoad(7, 1000, 2, 0.9), load);
        Assert.Equal(0.5, default(QueueLoad).With((5, 100), options).Fullest);
        Assert.Equal(1, load.With((1, 5000), options).Fullest); // one batch that is larger than the limit
    }

    [Fact]
    public async Task One_batch_larger_than_the_bound_still_goes()
    {
        _queue.Offer(Batch("lobby", 1, 3 * MaxBytes), _lobby);
        await _sink.Writing();
        _sink.Release();
        await _sink.Written(1);

        Assert.Equal(["lobby 1"], _sink.Lines);
    }

    [Fact]
    public async Task Ephemera_are_dropped_before_events_and_answers_never()
    {
        _queue.Offer(Batch("lobby", 1), _lobby);
        await _sink.Writing();
        for (var i = 0; i < MaxBatches; i++)
        {
            _queue.OfferEphemeral(Push.Ephemeral(new RoomEphemeral("lobby", "typing", $"u{i}")));
        }

        _queue.Answer("answer"u8.ToArray());
        for (var seq = 2; seq <= MaxBatches + 1; seq++)
        {
            Assert.True(_queue.Offer(Batch("lobby", seq), _lobby));
        }

        _sink.Release();
        await _sink.Written(MaxBatches + 2);

        Assert.Equal(["lobby 1", "answer", .. Enumerable.Range(2, MaxBatches).Select(seq => $"lobby {seq}")], _sink.Lines);
    }

    [Fact]
    public async Task Who_does_not_even_take_the_gap_is_stuck()
    {
        _queue.Offer(Batch("lobby", 1), _lobby);
        await _sink.Writing();
        for (var seq = 2; seq <= MaxBatches + 2; seq++)
        {
            _queue.Offer(Batch("lobby", seq), _lobby);
        }

        Assert.False(_queue.IsStuck(TimeSpan.FromSeconds(10)));
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.True(_queue.IsStuck(TimeSpan.FromSeconds(10)));

        _sink.Release();
        await Support.Eventually.Is(() => Task.FromResult(!_queue.IsStuck(TimeSpan.FromSeconds(10))), "the reader that took its gap is no longer stuck");
        Assert.Equal(["lobby 1", "gap lobby 2"], _sink.Lines);
    }

    [Fact]
    public async Task Closing_comes_behind_what_is_queued_and_nothing_behind_it()
    {
        _queue.Offer(Batch("lobby", 1), _lobby);
        await _sink.Writing();
        _queue.Offer(Batch("lobby", 2), _lobby);
        _queue.Close(Closing.Malformed);
        _queue.Close(Closing.AuthTimeout);

        Assert.False(_queue.Offer(Batch("lobby", 3), _lobby));
        _sink.Release();

        Assert.Equal(Closing.Malformed, await _sink.Closed.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal(["lobby 1", "lobby 2"], _sink.Lines);
    }

    [Fact]
    public async Task Nothing_that_waits_goes_out_to_who_was_signed_out()
    {
        _queue.Offer(Batch("lobby", 1), _lobby);
        await _sink.Writing();
        _queue.Offer(Batch("lobby", 2), _lobby);
        _queue.Close(Closing.SessionEnded);
        _sink.Release();

        Assert.Equal(Closing.SessionEnded, await _sink.Closed.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal(["lobby 1"], _sink.Lines);
    }

    [Fact]
    public async Task A_broken_connection_lets_everybody_go()
    {
        _sink.Breaks = true;
        _queue.Offer(Batch("lobby", 1), _lobby);
        await _sink.Writing();
        var answer = _queue.Answer("answer"u8.ToArray());
        _sink.Release();

        await answer.Sent.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.True(_sink.IsAborted);
        Assert.False(_queue.Offer(Batch("lobby", 2), _lobby));
    }

    private static EncodedBatch Batch(string room, long seq, int length = 10) =>
        new(room, "e1", [new MessagePosted { Seq = seq, Sender = "ann", At = default, N = seq, Text = new string('x', length) }]);

    /// <summary>Each write waits until it is let go; after the first release none does.</summary>
    private sealed class SlowSink : IFrameSink
    {
        private readonly TaskCompletionSource _writing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<Closing> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<List<string>> Writes { get; } = new();

        public IEnumerable<string> Lines => Writes.SelectMany(write => write);

        public bool Breaks { get; set; }

        public bool IsAborted { get; private set; }

        public Task<Closing> Closed => _closed.Task;

        public Task Writing() => _writing.Task.WaitAsync(TimeSpan.FromSeconds(10));

        public void Release() => _released.TrySetResult();

        public Task Written(int count) => Support.Eventually.Is(() => Task.FromResult(Lines.Count() >= count), $"{count} items are written");

        public async ValueTask SendAsync(IReadOnlyList<Outgoing> items)
        {
            var lines = items.Select(Line).ToList();
            _writing.TrySetResult();
            await _released.Task;
            if (Breaks)
            {
                throw new IOException("broken");
            }

            Writes.Enqueue(lines);
        }

        public ValueTask CloseAsync(Closing closing)
        {
            _closed.TrySetResult(closing);
            return ValueTask.CompletedTask;
        }

        public void Abort() => IsAborted = true;

        private static string Line(Outgoing item)
        {
            if (item.Reply is { } reply)
            {
                return Encoding.UTF8.GetString(reply.Frame.Span);
            }

            var json = JsonDocument.Parse(item.Batch?.Frame ?? item.Push!.Frame).RootElement;
            var room = json.GetProperty("room").GetString();
            return json.GetProperty("type").GetString() switch
            {
                "events" => $"{room} {json.GetProperty("events")[0].GetProperty("seq")}",
                "gap" => $"gap {room} {json.GetProperty("fromSeq")}",
                _ => $"{room} {json.GetProperty("user")}",
            };
        }
    }

    private sealed class Nobody : IListener
    {
        public string UserId => "ann";

        public bool Events(EncodedBatch batch, Subscriber subscriber) => true;

        public void Gap(Subscriber subscriber, string epoch, long fromSeq)
        {
        }

        public void Ephemeral(Push ephemeral)
        {
        }
    }
}
