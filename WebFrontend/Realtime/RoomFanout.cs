using System.Collections.Immutable;
using Parley.Errors;
using Parley.Realtime;
using Parley.Rooms;
using Parley.WebFrontend.Dashboard;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// One room on this frontend: takes what the room's grain delivers, in whatever order and however often it arrives, and passes it on to
/// every subscriber in steps of exactly one. Pure decisions: it calls no grain and knows no time; who uses it carries out
/// what the return values ask for. Everything happens in one serial section.
/// </summary>
/// <remarks>
/// What keeps holes and doubles out: deliveries wait while an attachment is under way, because one of them may overtake
/// its reply; a subscriber is in the list, held, before its history is read, so that history and live events overlap
/// and are cut at the head that the history names; a batch is split where a member leaves, so that the member gets that event and none beyond it.
/// </remarks>
public sealed partial class RoomFanout(string room, FrontendMetrics metrics)
{
    /// <summary>Events that may wait for a reply or a gap; more are forgotten and fetched again.</summary>
    private const int MaxHeldEvents = 8192;

    private readonly Lock _section = new();

    private RoomLink _link = RoomLink.None;

    /// <summary>Epoch of <see cref="_last"/>; null while the room has no position here.</summary>
    private string? _epoch;

    /// <summary>The last number that was passed on.</summary>
    private long _last;

    /// <summary>Deliveries that wait for the reply of an attachment, or for what lies before them.</summary>
    private readonly List<RoomBatch> _held = [];
    private int _heldEvents;

    /// <summary>Completed when the attachment that subscribers wait for is there; its result says why it will not be.</summary>
    private TaskCompletionSource<Error?>? _attached;

    /// <summary>In no order; <see cref="Subscriber.Index"/> is the place in it.</summary>
    private readonly List<Subscriber> _subscribers = [];

    /// <summary>Where the room was last said to be while an attachment was under way.</summary>
    private string? _announcedBy;

    public string Room => room;

    /// <summary>How many get its events here, about.</summary>
    public int Readers => _subscribers.Count;

    /// <summary>Key of the silo that holds the room, as far as is known.</summary>
    public string? Silo { get; private set; }

    /// <summary>Takes what the grain delivers. True: something is missing, attach again.</summary>
    public bool Deliver(RoomBatch batch)
    {
        lock (_section)
        {
            if (batch.Events.IsDefaultOrEmpty || _link is not (RoomLink.Attaching or RoomLink.Attached))
            {
                return false;
            }

            _delivered = true;
            metrics.BatchCame();
            Hold(batch);
            return _link == RoomLink.Attached && !PassHeld();
        }
    }

    /// <summary>The room is active on this silo. If a reply is under way from another one, that is from before the room moved.</summary>
    public void Announced(string silo)
    {
        lock (_section)
        {
            _announcedBy = _link == RoomLink.Attaching ? silo : null;
        }
    }

    /// <summary>Starts an attachment: what to ask for. Null if one is under way, or the room is being let go.</summary>
    public AttachPosition? BeginAttach()
    {
        lock (_section)
        {
            if (_link is not (RoomLink.None or RoomLink.Attached))
            {
                return null;
            }

            _link = RoomLink.Attaching;
            _announcedBy = null;
            return new AttachPosition(_epoch is null ? null : _last, _epoch);
        }
    }

    /// <summary>The reply of an attachment. True: something is still missing, attach again.</summary>
    public bool Attached(Attachment attachment)
    {
        lock (_section)
        {
            // 1. What was missed comes first; if it does not reach back to the position, the subscribers must reload.
            var missed = attachment.Missed.IsDefault ? [] : attachment.Missed;
            if (_epoch is null)
            {
                (_epoch, _last) = (attachment.Epoch, attachment.LastSeq);
            }
            else if (attachment.Reset || attachment.Epoch != _epoch || !ReachesBack(missed, attachment.LastSeq))
            {
                EndAll(attachment.Epoch);
                (_epoch, _last) = (attachment.Epoch, attachment.LastSeq);
            }
            else
            {
                PassMissed(missed);
            }

            // 2. Then what was delivered meanwhile. What belongs to another epoch is from before a restore, and late.
            _link = RoomLink.Attached;
            Silo = attachment.Silo;
            _delivered = true;
            DropHeld(batch => batch.Epoch != _epoch);
            var complete = PassHeld();
            _attached?.TrySetResult(null);
            _attached = null;
            return !complete || (_announcedBy is not null && _announcedBy != Silo);
        }
    }

    /// <summary>The attachment will not come. Subscribers end with a gap; those that wait get the reason.</summary>
    public void NotAttached(Error reason)
    {
        lock (_section)
        {
            if (_epoch is { } epoch)
            {
                EndAll(epoch);
            }

            (_link, _epoch, _last) = (RoomLink.None, null, 0);
            DropHeld(_ => true);
            _attached?.TrySetResult(reason);
            _attached = null;
        }
    }

    /// <summary>Passes on what is never stored.</summary>
    public void Ephemeral(Push ephemeral)
    {
        lock (_section)
        {
            foreach (var subscriber in _subscribers)
            {
                if (subscriber.Joining is null && !subscriber.Ended)
                {
                    subscriber.Listener.Ephemeral(ephemeral);
                }
            }
        }
    }

    /// <summary>What the log had and no delivery has brought. While a delivery may still be on its way, nobody can tell it from a lost one.</summary>
    private void PassMissed(ImmutableArray<RoomEvent> missed)
    {
        var held = _held.Count > 0 ? _held[0].Events[0].Seq : long.MaxValue;
        if (!missed.IsEmpty && missed[^1].Seq > _last && _last + 1 < held)
        {
            metrics.GapRepaired();
        }

        Pass(missed);
    }

    private bool ReachesBack(ImmutableArray<RoomEvent> missed, long lastSeq) =>
        lastSeq == _last || (!missed.IsEmpty && missed[0].Seq <= _last + 1 && missed[^1].Seq == lastSeq && lastSeq > _last);

    private void Hold(RoomBatch batch)
    {
        if (batch.Epoch == _epoch && batch.Events[^1].Seq <= _last)
        {
            metrics.AlreadyPassed(batch.Events.Length);
            return; // repeated or late
        }

        if (_heldEvents + batch.Events.Length > MaxHeldEvents)
        {
            // Kept is the last one alone: it shows that something is missing.
            DropHeld(_ => true);
        }

        var at = _held.FindIndex(held => held.Events[0].Seq > batch.Events[0].Seq);
        _held.Insert(at < 0 ? _held.Count : at, batch);
        _heldEvents += batch.Events.Length;
    }

    private void DropHeld(Predicate<RoomBatch> match)
    {
        _held.RemoveAll(match);
        _heldEvents = _held.Sum(batch => batch.Events.Length);
    }

    /// <summary>Passes on what waits and has no hole before it. False: something else waits, so that something is missing.</summary>
    private bool PassHeld()
    {
        // An epoch that is not ours may be older or newer: the reply of an attachment will tell.
        while (_held.Count > 0 && _held[0] is var batch && batch.Epoch == _epoch && batch.Events[0].Seq <= _last + 1)
        {
            _held.RemoveAt(0);
            _heldEvents -= batch.Events.Length;
            if (batch.Events[0].Seq <= _last)
            {
                metrics.AlreadyPassed((int)(Math.Min(_last, batch.Events[^1].Seq) - batch.Events[0].Seq + 1));
            }

            Pass(batch.Events);
        }

        return _held.Count == 0;
    }

    /// <summary>Passes on what lies above the position; there is no hole before it. Split behind every event that removes a member, or changes what members see.</summary>
    private void Pass(ImmutableArray<RoomEvent> events)
    {
        var start = 0;
        for (var i = 0; i < events.Length; i++)
        {
            if (events[i].Seq <= _last)
            {
                start = i + 1;
            }
            else if (events[i].Removes is { } user)
            {
                PassWhole(events[start..(i + 1)]);
                Remove(user, events[i].Seq);
                start = i + 1;
            }
            else if (events[i] is SettingsChanged { History: not null })
            {
                // What each of them may see is decided anew.
                PassWhole(events[start..(i + 1)]);
                EndAll(_epoch!);
                start = i + 1;
            }
        }

        if (start < events.Length)
        {
            PassWhole(events[start..]);
        }
    }

    private void PassWhole(ImmutableArray<RoomEvent> events)
    {
        var batch = new EncodedBatch(room, _epoch!, events);
        _last = batch.To;
        using var round = PumpRound.Begin();
        var deliveries = 0;
        for (var i = _subscribers.Count - 1; i >= 0; i--)
        {
            deliveries += Pass(batch, _subscribers[i]);
        }

        metrics.Passed(events[0].At, deliveries);
    }

    private enum RoomLink
    {
        /// <summary>The grain does not know of this frontend, or it is not known whether it does.</summary>
        None,

        /// <summary>Attach was sent.</summary>
        Attaching,

        Attached,

        /// <summary>Detach was sent; the room is forgotten afterwards.</summary>
        Ending,

        /// <summary>Forgotten. Another object stands for the room now.</summary>
        Ended,
    }
}

/// <summary>What an attachment goes on from; both null: from the head.</summary>
public readonly record struct AttachPosition(long? After, string? Epoch);
