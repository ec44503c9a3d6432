using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>
/// C2: a client id stands once, gets the same answer each time and is refused with other content; a number is the same event in the log and
/// in every view.
/// </summary>
public static class NoDuplicates
{
    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return [.. TwiceInTheLog(room), .. TwoAnswers(room), .. OtherContent(room), .. Forks(room)];
    }

    private static IEnumerable<Violation> TwiceInTheLog(RoomRun room) =>
        from entries in room.Log?.ByClientId ?? []
        where entries.Count > 1
        let e = entries[0].Event
        select Violation.Of(Rule.NoDuplicates, room.Room, entries[1].Event.Seq, e.ClientId,
            $"the client id of {e.Sender} stands {entries.Count} times in the log: {string.Join(", ", entries.Select(entry => entry.Event.Seq))}",
            entries[0].Page, entries[1].Page);

    private static IEnumerable<Violation> TwoAnswers(RoomRun room)
    {
        foreach (var operation in room.Operations.Where(operation => operation.Kind is OperationKind.Send or OperationKind.Edit))
        {
            Acked? first = null;
            foreach (var ack in operation.Acks)
            {
                first ??= ack;
                if (ack.Seq != first.Seq)
                {
                    yield return Violation.Of(Rule.NoDuplicates, room.Room, ack.Seq, operation.ClientId,
                        $"{operation.User} was told {first.Seq} first and {ack.Seq} when it repeated", first, ack);
                }
            }
        }
    }

    /// <summary>Content that was erased cannot be compared any more: a repeat then gets its number, whatever it says.</summary>
    private static IEnumerable<Violation> OtherContent(RoomRun room)
    {
        var erasedAt = room.Operations.Where(operation => operation is { Kind: OperationKind.Delete, First.Target: not null })
            .GroupBy(operation => operation.First.Target!.Value).ToDictionary(deletes => deletes.Key, deletes => deletes.Min(delete => delete.First.At));
        return from operation in room.Operations
            where operation.ClientId is not null
            from attempt in operation.Attempts
            where attempt.Answer is Acked && IsOther(operation.First, attempt.Invoked)
            let message = operation.Kind == OperationKind.Edit ? operation.First.Target : ((Acked)attempt.Answer!).Seq
            where message is null || !erasedAt.TryGetValue(message.Value, out var at) || at > attempt.Answer!.At
            select Violation.Of(Rule.NoDuplicates, room.Room, ((Acked)attempt.Answer!).Seq, operation.ClientId,
                $"{operation.User} used it again with other content, and that was acknowledged", operation.First, attempt.Invoked, attempt.Answer);
    }

    private static bool IsOther(Invoked first, Invoked repeat) =>
        (first.Kind, first.Text, first.Target) != (repeat.Kind, repeat.Text, repeat.Target);

    private static IEnumerable<Violation> Forks(RoomRun room)
    {
        var seen = new Dictionary<long, (HistoryRecord Record, HistoryEvent Event)>();
        var forked = new HashSet<long>();
        var log = room.Log?.Entries.Select(entry => ((HistoryRecord)entry.Page, entry.Event)) ?? [];
        var views = room.Deliveries.Where(delivery => room.Log is null || delivery.Epoch == room.Log.Epoch) // of other epochs C8 tells
            .Select(delivery => ((HistoryRecord)delivery.Record, delivery.Event));
        foreach (var (record, e) in log.Concat(views))
        {
            if (!seen.TryAdd(e.Seq, (record, e)) && !seen[e.Seq].Event.IsSameAs(e) && forked.Add(e.Seq))
            {
                var (first, other) = seen[e.Seq];
                yield return Violation.Of(Rule.NoDuplicates, room.Room, e.Seq, e.ClientId ?? other.ClientId,
                    $"the number is two events: {other} in one place, {e} in another (text or other content may be what differs)", first, record) with { IsFork = true };
            }
        }
    }
}
