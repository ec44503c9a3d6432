namespace Parley.Faults.Checking.Rules;

/// <summary>C4: the final log holds 1..N, each number once, N being the head as told.</summary>
public static class Contiguous
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        if (room.Log is not { } log)
        {
            yield return Violation.Of(Rule.Contiguous, room.Room, null, null, "nobody read the final log, so nothing about this room can be told");
            yield break;
        }

        var expected = 1L;
        foreach (var entry in log.Entries)
        {
            var seq = entry.Event.Seq;
            if (seq != expected)
            {
                yield return Violation.Of(Rule.Contiguous, room.Room, seq, entry.Event.ClientId, seq < expected
                    ? $"the number stands twice in the final log; the second is {entry.Event}"
                    : $"the final log has a hole: {expected}{(seq == expected + 1 ? "" : $" to {seq - 1}")} missing before {entry.Event}", entry.Page);
            }

            if (entry.Page.Epoch != log.Epoch)
            {
                yield return Violation.Of(Rule.Contiguous, room.Room, seq, entry.Event.ClientId,
                    $"the final log is of two epochs: {log.Epoch} and {entry.Page.Epoch}", log.Page, entry.Page);
                yield break;
            }

            expected = seq + 1;
        }

        if (expected != log.Head + 1)
        {
            yield return Violation.Of(Rule.Contiguous, room.Room, log.Head, null, $"the head was told as {log.Head}, but the final log ends at {expected - 1}", log.Page);
        }
    }
}
