using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>C1: every acknowledgement names an event that the final log holds at that number.</summary>
public static class NoLoss
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.Log is { } log
            ? room.Operations.SelectMany(operation => operation.Acks.Select(ack => Check(room, log, operation, ack)).OfType<Violation>())
            : [];
    }

    private static Violation? Check(RoomRun room, FinalLog log, Operation operation, Acked ack)
    {
        if (operation.Kind == OperationKind.MarkRead)
        {
            return null; // no event; C10 looks at read positions
        }

        if (ack.Epoch is not null && ack.Epoch != log.Epoch)
        {
            return Lost($"it was acknowledged in epoch {ack.Epoch}, the log is of epoch {log.Epoch}");
        }

        if (WasAlreadySo(room, log, operation, ack))
        {
            return null;
        }

        if (ack.Seq is not { } seq)
        {
            return Lost("its acknowledgement has no number, and no event says that it happened");
        }

        if (log.At(seq) is not { Event: var e })
        {
            return Lost($"it was acknowledged at {seq}, which the log does not hold");
        }

        if (e.Sender != operation.User || e.Kind != FinalLog.KindOf(operation.Kind) || (operation.ClientId ?? e.ClientId) != e.ClientId)
        {
            return Lost($"it was acknowledged at {seq}, where the log holds {e}");
        }

        return (operation.First.Text is { } text && !e.Deleted && e.Text != text)
            || (operation.Kind is OperationKind.Edit or OperationKind.Delete && e.Target != operation.First.Target)
            ? Lost($"at {seq} the log holds {e}, but with other content than was sent")
            : null;

        Violation Lost(string what) => Violation.Of(Rule.NoLoss, operation.Room, ack.Seq, operation.ClientId,
            $"the {operation.Kind} of {operation.User} is lost: {what}", operation.First, ack, log.Page);
    }

    /// <summary>Some commands are acknowledged without an event of their own, because the room is already as they ask.</summary>
    private static bool WasAlreadySo(RoomRun room, FinalLog log, Operation operation, Acked ack) => operation.Kind switch
    {
        OperationKind.Delete => (ack.Seq ?? operation.First.Target) == operation.First.Target && log.DeletionOf(operation.First.Target!.Value) is not null, // REST tells no number
        OperationKind.Join => ack.Seq is { } seq && log.At(seq)?.Event is { Kind: EventKinds.MemberJoined } joined && joined.User == operation.User,
        OperationKind.Leave => IsOut(room, log, operation, operation.User, ack.Seq),
        OperationKind.Kick => IsOut(room, log, operation, operation.First.Whom!, ack.Seq),
        _ => false,
    };

    /// <summary>Without a number: no membership that was known before the command was sent is still open.</summary>
    private static bool IsOut(RoomRun room, FinalLog log, Operation operation, string user, long? seq) => seq is null
        ? log.Memberships.OpenSince(user) is not { } joined || room.Knowledge.FirstToTell(joined) is not { } known || known.At > operation.First.At
        : !log.Memberships.IsMember(user, seq.Value);
}
