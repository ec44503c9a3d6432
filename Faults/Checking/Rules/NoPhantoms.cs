namespace Parley.Faults.Checking.Rules;

/// <summary>C8: what was delivered is in the final log, under the same epoch, and no head that was told is beyond it. Whether it is the same event there is C2's to say.</summary>
public static class NoPhantoms
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.Log is { } log
            ? [.. room.Deliveries.Select(delivery => Check(room, log, delivery)).OfType<Violation>(), .. Heads(room, log)]
            : [];
    }

    private static Violation? Check(RoomRun room, FinalLog log, Delivery delivery)
    {
        var (record, epoch, e) = delivery;
        if (epoch != log.Epoch)
        {
            return Phantom($"{e} reached client {record.Client} ({record.User}) under epoch {epoch}; the log is of epoch {log.Epoch}");
        }

        return log.At(e.Seq) is null ? Phantom($"{e} reached client {record.Client} ({record.User}), but the log does not hold it") : null;

        Violation Phantom(string sentence) => Violation.Of(Rule.NoPhantoms, room.Room, e.Seq, e.ClientId, sentence, record, log.Page);
    }

    private static IEnumerable<Violation> Heads(RoomRun room, FinalLog log) =>
        from view in room.Views
        where view.LastSeq > log.Head
        select Violation.Of(Rule.NoPhantoms, room.Room, view.LastSeq, null,
            $"client {view.Client} ({view.User}) was told head {view.LastSeq}; the final log ends at {log.Head}", view, log.Page);
}
