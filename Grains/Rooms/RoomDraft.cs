using System.Collections.Immutable;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// A batch of commands decided in order on a copy of the room: what to append, and what to answer once that is on disk.
/// If the append does not go through, the draft is thrown away and every command is decided again.
/// </summary>
internal sealed class RoomDraft
{
    private readonly List<(PendingCommand Pending, Reply Reply)> _replies = [];
    private readonly ImmutableArray<RoomEvent>.Builder _events = ImmutableArray.CreateBuilder<RoomEvent>();
    private readonly ImmutableArray<CommandId>.Builder _doubtful = ImmutableArray.CreateBuilder<CommandId>();
    private readonly Dictionary<CommandId, RoomEvent> _decidedHere = [];

    private readonly RoomLimits _limits;

    private RoomDraft(Room room, RoomLimits limits) => (Ahead, _limits) = (room, limits);

    /// <summary>The room as it will be if the append goes through.</summary>
    public Room Ahead { get; private set; }

    public ImmutableArray<RoomEvent> Events { get; private set; } = [];

    /// <summary>Commands that get the answer of an earlier one with their client id.</summary>
    public int Repeats { get; private set; }

    /// <summary>Decides every command of the batch.</summary>
    /// <param name="repeats">Events that the log was found to hold for some of the client ids.</param>
    /// <param name="nameTaken">The log has said that the room's name belongs to another room.</param>
    public static RoomDraft Decide(
        Room room, RoomTail tail, IReadOnlyList<PendingCommand> batch, IReadOnlyDictionary<CommandId, RoomEvent> repeats, bool nameTaken, DateTimeOffset now,
        RoomLimits limits)
    {
        var draft = new RoomDraft(room, limits);
        foreach (var pending in batch)
        {
            draft._replies.Add((pending, draft.Decide(pending, tail, repeats, nameTaken, now)));
        }

        draft.Events = draft._events.DrainToImmutable(); // once: the append and the readers share it
        return draft;
    }

    public RoomAppend ToAppend(string? epoch, long expectedSeq) => new(Ahead.Id, expectedSeq, epoch, Events, _doubtful.DrainToImmutable());

    /// <summary>Tells everybody what came of their command. Only after the commit.</summary>
    public void AnswerAll(string epoch)
    {
        foreach (var (pending, reply) in _replies)
        {
            pending.Answer(reply.ToOutcome(Ahead, epoch));
        }
    }

    private Reply Decide(PendingCommand pending, RoomTail tail, IReadOnlyDictionary<CommandId, RoomEvent> repeats, bool nameTaken, DateTimeOffset now)
    {
        // Dedupe comes before permission: who was removed since still gets the first answer.
        if (pending.Id is { } id)
        {
            var earlier = _decidedHere.GetValueOrDefault(id) ?? tail.Find(id.Sender, id.ClientId) ?? repeats.GetValueOrDefault(id);
            if (earlier is not null)
            {
                if (!RoomRepeats.IsAnswer(pending.Command, earlier))
                {
                    return new Reply(ErrorCatalog.Error(ErrorCatalog.ClientIdConflict));
                }

                Repeats++;
                return new Reply(earlier, IsRepeat: true);
            }

            if (!tail.HoldsWholeRoom)
            {
                _doubtful.Add(id);
            }
        }

        if (nameTaken && pending.Command is CreateRoom)
        {
            return new Reply(ErrorCatalog.Error(ErrorCatalog.NameTaken));
        }

        var decision = Ahead.Decide(pending.Command, now, _limits);
        if (decision.Refusal is { } refusal)
        {
            return new Reply(refusal);
        }

        if (decision.Already is { } since)
        {
            return new Reply(since);
        }

        if (nameTaken && decision.Events is [SettingsChanged { Name: not null }])
        {
            return new Reply(ErrorCatalog.Error(ErrorCatalog.NameTaken));
        }

        foreach (var e in decision.Events)
        {
            Ahead = Ahead.Apply(e);
            _events.Add(e);
        }

        if (pending.Id is { } decided)
        {
            _decidedHere[decided] = decision.Events[0];
        }

        return new Reply(decision.Events[0], IsRepeat: false);
    }

    /// <summary>What one command will be answered.</summary>
    private readonly record struct Reply(RoomEvent? Event, bool IsRepeat, Error? Refusal, long Already)
    {
        public Reply(RoomEvent e, bool IsRepeat)
            : this(e, IsRepeat, null, 0)
        {
        }

        public Reply(Error refusal)
            : this(null, false, refusal, 0)
        {
        }

        public Reply(long already)
            : this(null, true, null, already)
        {
        }

        public Outcome<Done> ToOutcome(Room room, string epoch) =>
            Refusal is { } refusal ? refusal : new Done(room.Id, epoch, Event?.Seq ?? Already, Event?.At ?? default, Event, IsRepeat);
    }
}
