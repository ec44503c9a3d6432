using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Dashboard;
using Parley.Grains.Moderation;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// One activation's hold on the line of a room: commands queue here, are decided together, appended in one go, and
/// answered after the commit. If another activation has written in between, nothing of ours is stored: the log is
/// read again, and everything is decided again.
/// All calls must come from one scheduler that runs one piece of code at a time (a grain's); awaits may interleave.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim without a wait handle holds nothing to dispose of.")]
internal sealed partial class RoomLine(string id, IRoomLog log, TimeProvider clock, RoomOptions options, SiloBacklog backlog, SiloMetrics metrics, ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(1);

    /// <summary>One for the command, one for what that shows, and some for a room that moves on meanwhile.</summary>
    private const int MaxLearnRounds = 5;

    /// <summary>Whoever holds it may move <see cref="Room"/>: one append or one catching up at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Queue<PendingCommand> _pending = new();

    /// <summary>Those that wait or are being appended: a repeat of one waits with it, and takes no place of its own.</summary>
    private readonly Dictionary<CommandId, PendingCommand> _pendingById = [];
    private RoomLimits _limits = options.Limits;
    private int _pendingCharacters;
    private bool _draining;

    /// <summary>Counts what was learnt from the log: whoever sees it rise during a call has a state that was true within the call.</summary>
    private long _confirmed;

    /// <summary>Fold of the committed events: what readers are told.</summary>
    public Room Room { get; private set; } = Room.Empty(id);

    /// <summary>The newest committed events.</summary>
    public RoomTail Tail { get; } = new(options.TailEvents, options.TailCharacters);

    /// <summary>Null until the room exists.</summary>
    public string? Epoch { get; private set; }

    /// <summary>True once this activation can no longer be right (the log shrank or was restored): it must not answer any more.</summary>
    public bool GivenUp { get; private set; }

    /// <summary>Words that are not to be said on the server, and in the room; what is decided from then on is looked at by them.</summary>
    public (WordMatcher Server, WordMatcher Room) Words { get; set; } = (WordMatcher.None, WordMatcher.None);

    /// <summary>What owners may say about how long messages are kept.</summary>
    public RetentionOptions Retention
    {
        init => _limits = _limits with { Retention = value };
    }

    /// <summary>Called with events committed since loading, in order, each exactly once. Must not block or throw.</summary>
    public Action<ImmutableArray<RoomEvent>> Committed { get; set; } = static _ => { };

    /// <summary>Brings the room up to the head of the log, from a snapshot if there is a usable one.</summary>
    public async Task LoadAsync(RoomSnapshot? snapshot)
    {
        await _turn.WaitAsync();
        try
        {
            var head = await log.HeadAsync(id);
            if (snapshot is not null && head is not null && snapshot.Fits(head))
            {
                Room = snapshot.Restore(id);
                Epoch = head.Epoch;
                Tail.Reset(Room.LastSeq);
            }

            await CatchUpAsync(head, isNews: false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Queues a command; the answer comes after the commit.</summary>
    public Task<Outcome<Done>> DoAsync(RoomCommand command)
    {
        var pending = new PendingCommand(command, clock.GetUtcNow() + options.CommandTimeout);
        if (pending.Id is { } known && _pendingById.TryGetValue(known, out var same) && same.Command == command)
        {
            return same.Task;
        }

        if (GivenUp || IsFull(pending) || !backlog.TryAdd(pending.Characters))
        {
            return Task.FromResult<Outcome<Done>>(Busy());
        }

        _pending.Enqueue(pending);
        if (pending.Id is { } own)
        {
            _pendingById.TryAdd(own, pending);
        }

        _pendingCharacters += pending.Characters;
        if (!_draining)
        {
            _draining = true;
            _ = DrainAsync();
        }

        return pending.Task;
    }

    private bool IsFull(PendingCommand next) =>
        _pending.Count >= options.MaxPendingCommands || (_pending.Count > 0 && _pendingCharacters + next.Characters > options.MaxPendingCharacters);

    /// <summary>
    /// Makes sure that <see cref="Room"/> is as the log was at some moment within this call. False: the activation has given up.
    /// </summary>
    public async Task<bool> EnsureCurrentAsync()
    {
        var before = _confirmed;
        var head = await log.HeadAsync(id);
        if (_confirmed == before && !IsAt(head))
        {
            // An append of ours may be between its commit and its answer: its turn ends first.
            await _turn.WaitAsync();
            try
            {
                if (_confirmed == before)
                {
                    await CatchUpAsync(await log.HeadAsync(id));
                }
            }
            finally
            {
                _turn.Release();
            }
        }

        return !GivenUp;
    }

    /// <summary>
    /// Whether what was read from the log at this head is certainly on disk: either this line knows it, or it waits for its own append, or learns it. False: it is there no more, or this activation has given up.
    /// </summary>
    public async Task<bool> IsOnDiskAsync(LogHead head)
    {
        if (!IsKnown(head))
        {
            await EnsureCurrentAsync();
        }

        return IsKnown(head);
    }

    /// <summary>
    /// Has the tail reach back to this number, if that is not further than it may hold: an activation that woke up from a snapshot has no tail, and frontends that were a few events behind when the room
    /// moved need no more than those.
    /// </summary>
    public async Task ReachBackAsync(long after)
    {
        if (Tail.Covers(after) || after < 0)
        {
            return;
        }

        // With the turn: what is read here can be deleted by nobody before it is in the tail, where deletions blank it.
        await _turn.WaitAsync();
        try
        {
            var missing = Tail.FirstSeq - 1 - after;
            if (!GivenUp && missing > 0 && missing <= Tail.Free)
            {
                var events = (await log.ReadAfterAsync(id, after, (int)missing)).RemoveAll(e => e.Seq >= Tail.FirstSeq);
                if (events.Length == missing)
                {
                    Tail.Prepend(events);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>How the user stands to the room at a head that was current within this call.</summary>
    public async Task<RoomStanding> StandingAsync(string user)
    {
        await EnsureCurrentAsync();
        for (var attempt = 0; attempt < 10 && !GivenUp && !Room.Members.ContainsKey(user); attempt++)
        {
            await _turn.WaitAsync();
            try
            {
                await LearnAsync(RoomNeeds.None with { Users = [user] });
            }
            finally
            {
                _turn.Release();
            }
        }

        return Room.StandingOf(user);
    }

    private RoomLimits Limits => Words.Server.IsEmpty && Words.Room.IsEmpty ? _limits : _limits with { ServerWords = Words.Server, RoomWords = Words.Room };

    private async Task DrainAsync()
    {
        try
        {
            while (_pending.Count > 0)
            {
                await _turn.WaitAsync();
                try
                {
                    if (TakeBatch() is { Count: > 0 } batch)
                    {
                        await AppendAsync(batch);
                        batch.ForEach(Answered);
                    }
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        finally
        {
            _draining = false;
        }
    }

    /// <summary>For each command that was queued, once.</summary>
    private void Answered(PendingCommand pending)
    {
        backlog.Remove(pending.Characters);
        if (pending.Id is { } own && _pendingById.TryGetValue(own, out var current) && ReferenceEquals(current, pending))
        {
            _pendingById.Remove(own);
        }
    }

    private List<PendingCommand> TakeBatch()
    {
        var batch = new List<PendingCommand>();
        var now = clock.GetUtcNow();
        for (var characters = 0; batch.Count < options.MaxBatchCommands && _pending.TryPeek(out var next);)
        {
            characters += next.Characters;
            if (batch.Count > 0 && characters > options.MaxBatchCharacters)
            {
                break;
            }

            _pending.Dequeue();
            _pendingCharacters -= next.Characters;
            if (GivenUp || next.Deadline < now)
            {
                next.Answer(Busy());
                Answered(next);
            }
            else
            {
                batch.Add(next);
            }
        }

        return batch;
    }

    /// <summary>Carries a batch to its end: every command of it is answered when this returns. Never throws.</summary>
    private async Task AppendAsync(List<PendingCommand> batch)
    {
        var outcomeUnknown = false;
        try
        {
            var repeats = new Dictionary<CommandId, RoomEvent>();
            var nameTaken = false;
            for (var retry = FirstRetry; !GivenUp;)
            {
                // 1. Know what the decisions depend on.
                await LearnForAsync(batch);

                // 2. Decide, in order, on a copy.
                var draft = RoomDraft.Decide(Room, Tail, batch, repeats, nameTaken, clock.GetUtcNow(), Limits);

                // 3. Append. The turn is ours, so Room has not moved meanwhile; commands that arrive now wait for the next batch.
                var began = metrics.AppendBegins();
                AppendResult result;
                using (RoomActivities.Append(batch))
                {
                    result = await log.AppendAsync(draft.ToAppend(Epoch, Room.LastSeq)); // never throws
                }

                metrics.AppendEnds();
                switch (result)
                {
                    case AppendResult.Committed committed:
                        // 4. Committed: now it is true, may be seen, and is answered.
                        // After a lost reply our own commands look like repeats of themselves.
                        metrics.Committed(began, draft.Events.Length, outcomeUnknown ? 0 : draft.Repeats, settled: outcomeUnknown);
                        Advance(draft, committed.Epoch);
                        return;
                    case AppendResult.Repeats found:
                        await log.EnsureOnDiskAsync(); // before they are answered again
                        foreach (var e in found.Events)
                        {
                            repeats[new CommandId(e.Sender, e.ClientId!)] = e;
                        }

                        break;
                    case AppendResult.NameTaken:
                        nameTaken = true;
                        break;
                    case AppendResult.RoomDeleted:
                        batch.ForEach(pending => pending.Answer(ErrorCatalog.Error(ErrorCatalog.RoomNotFound)));
                        return;
                    case AppendResult.HeadMoved moved:
                        metrics.Fenced();
                        LogHeadMoved(id, Room.LastSeq, moved.Head?.LastSeq ?? 0);
                        await CatchUpAsync(moved.Head);
                        break;
                    case AppendResult.Failed failed:
                        // An unknown outcome is settled by appending again: what was stored is then found, under its client id or at its number.
                        outcomeUnknown |= failed.OutcomeUnknown;
                        if (clock.GetUtcNow() + retry > batch[0].Deadline)
                        {
                            throw failed.Exception;
                        }

                        await Task.Delay(retry, clock);
                        retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks));
                        await CatchUpAsync(await log.HeadAsync(id));
                        break;
                }
            }

            Refuse(batch, outcomeUnknown);
        }
        catch (UnknownEventException e)
        {
            LogUnknownEvent(e, id);
            GivenUp = true;
            Refuse(batch, outcomeUnknown);
        }
        catch (Exception e)
        {
            LogBatchFailed(e, id, batch.Count);
            Refuse(batch, outcomeUnknown);
        }
    }

    private void Advance(RoomDraft draft, string epoch)
    {
        Epoch = epoch;
        Room = Forget(draft.Ahead);
        _confirmed++;
        var events = draft.Events;
        foreach (var e in events)
        {
            Tail.Append(e);
        }

        if (!events.IsEmpty)
        {
            Committed(events);
        }

        draft.AnswerAll(epoch);
    }

    /// <summary>Applies what others have written. Only with the turn. Gives up if the log went back instead of on.</summary>
    private async Task CatchUpAsync(LogHead? head, bool isNews = true)
    {
        if (head is not null && head.LastSeq > Room.LastSeq)
        {
            // What another connection has written can be read before it is on disk, and nobody may hear of what a power cut would take back. If that has happened meanwhile, the log ends earlier.
            await log.EnsureOnDiskAsync();
            var now = await log.HeadAsync(id);
            head = now is not null && now.Epoch == head.Epoch && now.LastSeq >= head.LastSeq ? head : now;
        }

        if (Room.Exists && (head is null || head.Epoch != Epoch || head.LastSeq < Room.LastSeq))
        {
            if (!Room.IsDeleted) // its line is taken away in the end
            {
                LogLogWentBack(id, Room.LastSeq, head?.LastSeq ?? 0, Epoch, head?.Epoch);
            }

            GivenUp = true;
            return;
        }

        Epoch = head?.Epoch;
        while (head is not null && Room.LastSeq < head.LastSeq)
        {
            var events = (await log.ReadAfterAsync(id, Room.LastSeq, options.MaxPageEvents)).RemoveAll(e => e.Seq > head.LastSeq);
            if (events.IsEmpty)
            {
                LogLogWentBack(id, head.LastSeq, Room.LastSeq, Epoch, Epoch);
                GivenUp = true;
                return;
            }

            foreach (var e in events)
            {
                Room = Forget(Room.Apply(e));
                Tail.Append(e);
            }

            if (isNews)
            {
                Committed(events);
            }
        }

        _confirmed++;
    }

    /// <summary>Finds out what the decisions depend on; what is found may make it ask for more, e.g. an invite for its maker.</summary>
    private async Task LearnForAsync(List<PendingCommand> batch)
    {
        for (var round = 0; round < MaxLearnRounds && Room.Exists && !GivenUp; round++)
        {
            var needs = RoomNeeds.None;
            foreach (var pending in batch)
            {
                if (Room.Needs(pending.Command) is { IsEmpty: false } more)
                {
                    needs = needs.And(more with { Messages = [.. more.Messages.Where(seq => !LearnFromTail(seq))] });
                }
            }

            if (needs.IsEmpty)
            {
                return;
            }

            await LearnAsync(needs);
        }
    }

    private bool LearnFromTail(long seq)
    {
        // What was deleted may be back: the log knows.
        if (seq <= Room.LastSeq && (!Tail.Covers(seq - 1) || Tail.Find(seq) is MessagePosted { Text: null }))
        {
            return false;
        }

        MessageFact? fact = Tail.Find(seq) is MessagePosted posted ? new MessageFact(posted.Sender, Deleted: false, posted.Thread, posted.At) : null;
        Room = Room with { Messages = Room.Messages.SetItem(seq, fact) };
        return true;
    }

    /// <summary>Reads facts, and first whatever events they may already contain. Only with the turn.</summary>
    private async Task LearnAsync(RoomNeeds needs)
    {
        while (!GivenUp)
        {
            var (head, facts) = await log.FactsAsync(id, needs);
            if (IsAt(head))
            {
                Room = Room.With(facts);
                return;
            }

            await CatchUpAsync(head);
        }
    }

    private bool IsKnown(LogHead head) => head.LastSeq <= Room.LastSeq && head.Epoch == Epoch;

    private bool IsAt(LogHead? head) => (head?.LastSeq ?? 0) == Room.LastSeq && (head is null || head.Epoch == Epoch);

    /// <summary>Messages, their reactions, polls, pins and invites are known for one batch only; members until there are too many.</summary>
    private Room Forget(Room room)
    {
        if (!room.Messages.IsEmpty || !room.Invites.IsEmpty || !room.Reactions.IsEmpty || !room.Polls.IsEmpty || !room.Previews.IsEmpty || !room.Deletions.IsEmpty || room.Pins is not null)
        {
            room = room with { Messages = room.Messages.Clear(), Invites = room.Invites.Clear(), Reactions = room.Reactions.Clear(), Polls = room.Polls.Clear(), Deletions = room.Deletions.Clear(), Pins = null, Previews = room.Previews.Clear() };
        }

        return room.Members.Count > options.MaxKnownMembers || room.LastSent.Count > options.MaxKnownMembers
            ? room with { Members = room.Members.Clear(), Banned = room.Banned.Clear(), LastSent = room.LastSent.Clear() }
            : room;
    }

    private void Refuse(List<PendingCommand> batch, bool outcomeUnknown)
    {
        foreach (var pending in batch)
        {
            pending.Answer(outcomeUnknown ? ErrorCatalog.UnknownOutcome(options.BusyRetryAfter) : Busy());
        }
    }

    private Error Busy()
    {
        if (GivenUp && Room.IsDeleted)
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound); // its line is gone: there is nothing to wait for
        }

        metrics.Busy();
        return ErrorCatalog.BusyFor(options.BusyRetryAfter);
    }

    [LoggerMessage(1010, LogLevel.Warning, "Room {Room} is at {Seq} here but at {Head} in the log: another activation wrote. Reading it again.")]
    private partial void LogHeadMoved(string room, long seq, long head);

    [LoggerMessage(1011, LogLevel.Error, "Room {Room} was at {Seq} in epoch {Epoch}, but the log ends at {Head} in epoch {LogEpoch}: it went back. This activation gives up.")]
    private partial void LogLogWentBack(string room, long seq, long head, string? epoch, string? logEpoch);

    [LoggerMessage(1012, LogLevel.Error, "Room {Room} holds an event that this program does not know.")]
    private partial void LogUnknownEvent(Exception exception, string room);

    [LoggerMessage(1013, LogLevel.Error, "Room {Room}: {Commands} commands could not be carried out.")]
    private partial void LogBatchFailed(Exception exception, string room, int commands);
}
