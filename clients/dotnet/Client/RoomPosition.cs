using System.Text.Json;

namespace Parley.Client;

/// <summary>
/// How far a room has been read. Pure: answers and batches go in, the events that come next come out. Between two resets their numbers go up by exactly one, never twice, never
/// backwards; what is missing is asked for by <see cref="Missing"/>.
/// </summary>
internal sealed class RoomPosition(string room, long? after)
{
    private readonly SortedDictionary<long, ParleyEvent> _held = [];
    private readonly List<JsonElement> _early = [];
    private bool _isAsking = true;

    /// <summary>Number of the last event that came out; null: not begun.</summary>
    public long? Last { get; private set; } = after;

    public string? Epoch { get; private set; }

    /// <summary>Numbers to page for: after <see cref="Last"/> and below this one; null: nothing is missing.</summary>
    public long? Missing { get; private set; }

    /// <summary>A subscription is about to be asked for: batches are held until its answer comes.</summary>
    public void Ask()
    {
        _isAsking = true;
        _early.Clear();
        _held.Clear();
        Missing = null;
    }

    public List<ParleyEvent> Answered(JsonElement answer)
    {
        var ready = new List<ParleyEvent>();
        var (epoch, lastSeq, floor) = (answer.GetProperty("epoch").GetString()!, answer.GetProperty("lastSeq").GetInt64(), answer.GetProperty("floor").GetInt64());
        var events = answer.GetProperty("events");
        if (Epoch is not null && Epoch != epoch)
        {
            Restart(ready, events.GetArrayLength() > 0 ? events[0].GetProperty("seq").GetInt64() - 1 : lastSeq);
        }

        (Epoch, _isAsking) = (epoch, false);
        Last ??= lastSeq;
        SkipBelow(floor, ready);
        Hold(events);
        foreach (var batch in _early)
        {
            if (batch.GetProperty("epoch").GetString() == Epoch)
            {
                Hold(batch.GetProperty("events"));
            }
        }

        _early.Clear();
        Take(ready);
        if (Missing is null && Last < lastSeq)
        {
            Missing = lastSeq + 1; // the answer was shortened to nothing
        }

        return ready;
    }

    /// <returns>Null: it is of another epoch, subscribe again.</returns>
    public List<ParleyEvent>? Live(JsonElement batch)
    {
        if (_isAsking)
        {
            _early.Add(batch);
            return [];
        }

        if (batch.GetProperty("epoch").GetString() != Epoch)
        {
            return null;
        }

        var ready = new List<ParleyEvent>();
        Hold(batch.GetProperty("events"));
        Take(ready);
        return ready;
    }

    /// <returns>Null: it is of another epoch, or brought nothing of what was asked for: subscribe again.</returns>
    public List<ParleyEvent>? Fetched(JsonElement page)
    {
        if (page.GetProperty("epoch").GetString() != Epoch)
        {
            return null;
        }

        var ready = new List<ParleyEvent>();
        var before = Last;
        SkipBelow(page.GetProperty("floor").GetInt64(), ready);
        Hold(page.GetProperty("events"));
        Take(ready);
        return Last > before ? ready : null;
    }

    private void Hold(JsonElement events)
    {
        foreach (var json in events.EnumerateArray())
        {
            var seq = json.GetProperty("seq").GetInt64();
            if (seq > Last)
            {
                _held[seq] = new ParleyEvent(room, seq, json.GetProperty("kind").GetString() ?? "", json.Clone());
            }
        }
    }

    private void Take(List<ParleyEvent> ready)
    {
        while (_held.Count > 0)
        {
            var (seq, next) = _held.First();
            if (seq > Last + 1)
            {
                Missing = seq;
                return;
            }

            _held.Remove(seq);
            if (seq == Last + 1)
            {
                ready.Add(next);
                Last = seq;
            }
        }

        Missing = Missing > Last + 1 ? Missing : null;
    }

    private void SkipBelow(long floor, List<ParleyEvent> ready)
    {
        if (floor > 0 && Last < floor - 1)
        {
            Restart(ready, floor - 1);
        }
    }

    private void Restart(List<ParleyEvent> ready, long last)
    {
        Last = last;
        ready.Add(new ParleyEvent(room, last, ParleyEvent.Reset, default));
    }
}
