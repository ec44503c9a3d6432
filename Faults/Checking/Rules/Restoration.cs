using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>C12: a log that was restored begins as the one before, holds all that was acknowledged before the moment of the backup, and has another epoch, so that clients notice.</summary>
public static class Restoration
{
    /// <param name="before">A room up to the restoration.</param>
    /// <param name="after">The same room since.</param>
    public static IEnumerable<Violation> Check(RoomRun before, RoomRun after, LogRestored restored)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(restored);
        if (before.Log is not { } old || after.Log is not { } now)
        {
            yield break; // C4 says that it was not read
        }

        if (!restored.Heads.TryGetValue(before.Room, out var head))
        {
            yield return Broken(before, null, "the room is gone", restored);
            yield break;
        }

        if (old.Epoch == now.Epoch)
        {
            yield return Broken(before, head, $"the epoch is {now.Epoch} as before: nobody could notice", restored, old.Page, now.Page);
        }

        for (var seq = 1L; seq <= head; seq++)
        {
            if (now.At(seq)?.Event is not { } e || old.At(seq)?.Event is not { } was || !e.IsSameAs(was))
            {
                yield return Broken(before, seq, $"the log was restored up to {head} and is no beginning of what it was: {(object?)old.At(seq)?.Event ?? "nothing"} then, {(object?)now.At(seq)?.Event ?? "nothing"} now", restored, old.Page, now.Page);
                yield break;
            }
        }

        foreach (var operation in before.Operations)
        {
            if (operation.Acks.FirstOrDefault(ack => ack is { Epoch: not null, Seq: { } seq } && seq > head && ack.At < restored.Moment) is { } lost)
            {
                yield return Broken(before, lost.Seq, $"it was acknowledged before the moment of the backup, which ends at {head}", restored, operation.First, lost) with { ClientId = operation.ClientId };
            }
        }
    }

    private static Violation Broken(RoomRun room, long? seq, string sentence, params ReadOnlySpan<HistoryRecord?> records) => Violation.Of(Rule.Restored, room.Room, seq, null, sentence, records);
}
