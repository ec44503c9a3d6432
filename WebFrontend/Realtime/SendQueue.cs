using Parley.WebFrontend.Dashboard;

namespace Parley.WebFrontend.Realtime;

/// <summary>Writes to one connection; called by one pump, one call at a time.</summary>
public interface IFrameSink
{
    /// <summary>Writes all of it, waiting for the reader if need be.</summary>
    ValueTask SendAsync(IReadOnlyList<Outgoing> items);

    /// <summary>The last thing that is written.</summary>
    ValueTask CloseAsync(Closing closing);

    /// <summary>Gives up without another word. Harmless if repeated.</summary>
    void Abort();
}

/// <summary>
/// What waits for one connection. Everything returns at once: an idle connection is written to by a pump that starts with the
/// first item and ends with the last; while a write is under way the rest gathers for the next. Bounded: when a
/// reader is too slow its ephemera are dropped, then its events, and it is told once per room where the gap begins.
/// </summary>
public sealed class SendQueue(IFrameSink sink, int maxBatches, int maxBytes, FrontendMetrics metrics, TimeProvider clock) : IThreadPoolWorkItem
{
    /// <summary>Bytes of one write, about.</summary>
    private const int MaxWriteBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly List<Outgoing> _writing = [];
    private Queue<Outgoing> _waiting = new();
    private bool _pumping;

    /// <summary>Events and ephemera in <see cref="_waiting"/>; replies are bounded by the requests that may be in flight.</summary>
    private int _batches;
    private int _bytes;

    /// <summary>When events were dropped; null once the reader has been told of all its gaps.</summary>
    private long? _droppedAt;
    private int _gapsWaiting;

    private Closing? _closing;
    private bool _ended;

    /// <summary>Queues events of a subscription. False: it has ended.</summary>
    public bool Offer(EncodedBatch batch, Subscriber subscriber)
    {
        lock (_lock)
        {
            if (subscriber.Ended || _closing is not null || _ended)
            {
                return false;
            }

            if (!HasRoomFor(batch.Size))
            {
                DropEphemera();
            }

            Add(Outgoing.Events(batch, subscriber));
            if (_batches > maxBatches || (_bytes > maxBytes && _batches > 1))
            {
                DropEvents();
            }
        }

        StartPump();
        return !subscriber.Ended;
    }

    /// <summary>Queues something that may be lost.</summary>
    public void OfferEphemeral(Push push)
    {
        lock (_lock)
        {
            if (_closing is not null || _ended || !HasRoomFor(push.Size))
            {
                return;
            }

            Add(Outgoing.Ephemeral(push));
        }

        StartPump();
    }

    /// <summary>Ends a subscription and tells the reader, behind what is queued already.</summary>
    public void Gap(Subscriber subscriber, string epoch, long fromSeq)
    {
        lock (_lock)
        {
            if (!subscriber.End() || _closing is not null || _ended)
            {
                return;
            }

            Add(Outgoing.Gap(Push.Gap(subscriber.Room, epoch, fromSeq)));
        }

        StartPump();
    }

    /// <summary>Queues the answer to a request; it is never dropped.</summary>
    public Reply Answer(ReadOnlyMemory<byte> frame) => Answer(new Reply(frame));

    /// <summary>The same, of an answer that holds more than a frame.</summary>
    public Reply Answer(Reply reply)
    {
        lock (_lock)
        {
            if (_closing is not null || _ended)
            {
                reply.Done();
                return reply;
            }

            Add(Outgoing.Answer(reply));
        }

        StartPump();
        return reply;
    }

    /// <summary>Ends the connection after what is queued; at once if the reader is slow or is to get no more. Only the first call counts.</summary>
    public void Close(Closing closing)
    {
        lock (_lock)
        {
            if (_closing is not null || _ended)
            {
                return;
            }

            _closing = closing;
            if (_droppedAt is not null || closing.DropsWhatWaits)
            {
                Forget();
            }
        }

        StartPump();
    }

    /// <summary>The connection is gone: forgets everything.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Forget();
        }
    }

    /// <summary>True if the reader has not even taken the news of its gaps for this long.</summary>
    public bool IsStuck(TimeSpan limit)
    {
        lock (_lock)
        {
            return _droppedAt is { } since && clock.GetElapsedTime(since) > limit;
        }
    }

    /// <summary>Events and ephemera that wait, in batches and bytes. What is being written is not counted.</summary>
    public (int Batches, int Bytes) Load
    {
        get
        {
            lock (_lock)
            {
                return (_batches, _bytes);
            }
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    private void StartPump()
    {
        lock (_lock)
        {
            if (_pumping || _ended)
            {
                return;
            }

            _pumping = true;
        }

        PumpRound.Start(this);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (Take())
            {
                await sink.SendAsync(_writing);
                Written();
            }

            if (TakeClosing() is { } closing)
            {
                await sink.CloseAsync(closing);
                End();
            }
        }
        catch (Exception)
        {
            // Whatever the reason, the connection is of no more use; its owner notices and tidies up.
            sink.Abort();
            Written();
            End();
        }
    }

    /// <summary>Takes what one write may hold. False: nothing is left, and the pump ends unless the connection is to be closed.</summary>
    private bool Take()
    {
        lock (_lock)
        {
            var bytes = 0;
            while (bytes < MaxWriteBytes && _waiting.TryDequeue(out var item))
            {
                bytes += item.Size;
                Uncount(item);
                Check(item);
                _writing.Add(item);
            }

            _pumping = _writing.Count > 0 || (_closing is not null && !_ended);
            return _writing.Count > 0;
        }
    }

    /// <summary>Nothing can change the order any more after this.</summary>
    private void Check(Outgoing item)
    {
        if (item.Batch is not { } batch)
        {
            return;
        }

        ref var line = ref item.Subscriber!.Line;
        var last = line.Last;
        if (!line.Take(batch, out var faults))
        {
            metrics.LineBroken(batch.Room, last, batch.From, faults);
        }
    }

    private Closing? TakeClosing()
    {
        lock (_lock)
        {
            return _ended ? null : _closing;
        }
    }

    private void Written()
    {
        foreach (var item in _writing)
        {
            item.Reply?.Done();
        }

        _writing.Clear();
        lock (_lock)
        {
            if (_gapsWaiting == 0)
            {
                _droppedAt = null;
            }
        }
    }

    private bool HasRoomFor(int size) => _batches < maxBatches && (_bytes + size <= maxBytes || _batches == 0);

    private void Add(Outgoing item)
    {
        _waiting.Enqueue(item);
        if (item.Kind is OutgoingKind.Events or OutgoingKind.Ephemeral)
        {
            _batches++;
            _bytes += item.Size;
        }
        else if (item.Kind == OutgoingKind.Gap)
        {
            _gapsWaiting++;
        }
    }

    private void Uncount(Outgoing item)
    {
        if (item.Kind is OutgoingKind.Events or OutgoingKind.Ephemeral)
        {
            _batches--;
            _bytes -= item.Size;
        }
        else if (item.Kind == OutgoingKind.Gap)
        {
            _gapsWaiting--;
        }
    }

    private void DropEphemera()
    {
        var kept = new Queue<Outgoing>(_waiting.Count);
        foreach (var item in _waiting)
        {
            if (item.Kind == OutgoingKind.Ephemeral)
            {
                Uncount(item);
            }
            else
            {
                kept.Enqueue(item);
            }
        }

        _waiting = kept;
    }

    /// <summary>In the place of each subscription's first lost event stands its gap; the subscription ends.</summary>
    private void DropEvents()
    {
        _droppedAt ??= clock.GetTimestamp();
        var waiting = _waiting;
        var told = new HashSet<Subscriber>();
        (_waiting, _batches, _bytes, _gapsWaiting) = (new Queue<Outgoing>(), 0, 0, 0);
        foreach (var item in waiting)
        {
            if (item.Batch is not { } batch)
            {
                Add(item);
            }
            else if (told.Add(item.Subscriber!))
            {
                item.Subscriber!.End();
                Add(Outgoing.Gap(Push.Gap(batch.Room, batch.Epoch, batch.From)));
                metrics.SlowReaderGap();
            }
        }
    }

    private void Forget()
    {
        foreach (var item in _waiting)
        {
            item.Reply?.Done();
        }

        _waiting.Clear();
        (_batches, _bytes, _gapsWaiting) = (0, 0, 0);
    }
}
