using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>
/// C6: the room is one line in real time, too. What somebody knew before a command was first sent has a smaller number than it; what somebody
/// knew before a view was asked for is not beyond that view's head. Together: an append log that is linearizable.
/// </summary>
public static class RealTimeOrder
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return [.. Commands(room), .. Views(room)];
    }

    private static IEnumerable<Violation> Commands(RoomRun room) =>
        from operation in room.Operations
        let e = room.Log?.EventOf(operation)?.Event
        where e is not null
        let known = room.Knowledge.FirstToTell(e.Seq)
        where known is not null && known.At < operation.First.At
        select Violation.Of(Rule.RealTimeOrder, room.Room, e.Seq, operation.ClientId,
            $"{operation.User} sent it only after its number, or a later one, was known already", operation.First, known);

    private static IEnumerable<Violation> Views(RoomRun room) =>
        from view in room.Views
        let later = room.Knowledge.FirstToTell(view.LastSeq + 1)
        where later is not null && later.At < view.Asked
        select Violation.Of(Rule.RealTimeOrder, room.Room, view.LastSeq, null,
            $"client {view.Client} ({view.User}) was answered from the past: a later number was known before it asked", view, later);
}
