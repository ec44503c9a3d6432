using Parley.Faults.History;

namespace Parley.Faults.Checking.Rules;

/// <summary>C10: the log can be replayed by the rules of a room, and what the server says about the room in the end is what comes of it.</summary>
public static class Replay
{
    /// <summary>
    /// Read positions are written some seconds after they were acknowledged; what breaks meanwhile may take the latest moves away. Three
    /// seconds, and as much again for the write itself.
    /// </summary>
    private static readonly long MarksAreSafeAfter = Nanoseconds.Of(TimeSpan.FromSeconds(6));

    public static IEnumerable<Violation> Check(RoomRun room)
    {
        ArgumentNullException.ThrowIfNull(room);
        if (room.Log is not { } log)
        {
            return [];
        }

        var model = new RoomReplay();
        var violations = new List<Violation>();
        foreach (var entry in log.Entries)
        {
            if (model.Apply(entry.Event, log.DeletionOf) is { } fault)
            {
                violations.Add(Violation.Of(Rule.Replay, room.Room, entry.Event.Seq, entry.Event.ClientId, $"{entry.Event} cannot be: {fault}", entry.Page));
            }
        }

        return [.. violations, .. OfState(room, log, model), .. OfReadPositions(room, log)];
    }

    private static IEnumerable<Violation> OfState(RoomRun room, FinalLog log, RoomReplay model)
    {
        if (room.State is not { } state)
        {
            yield break;
        }

        if (state.LastSeq != log.Head || state.N != model.N)
        {
            yield return Violation.Of(Rule.Replay, room.Room, state.LastSeq, null,
                $"the server says head {state.LastSeq} and {state.N} messages; the log says {log.Head} and {model.N}", state, log.Page);
        }

        if (state.Members is { } members && !model.Members.SetEquals(members))
        {
            var differ = model.Members.Except(members).Select(user => "-" + user).Concat(members.Except(model.Members).Select(user => "+" + user));
            yield return Violation.Of(Rule.Replay, room.Room, state.LastSeq, null,
                $"the server's members differ from those of the log: {string.Join(", ", differ.Order(StringComparer.Ordinal))}", state, log.Page);
        }
    }

    private static IEnumerable<Violation> OfReadPositions(RoomRun room, FinalLog log)
    {
        var marks = room.Operations.Where(operation => operation.Kind == OperationKind.MarkRead).ToLookup(mark => mark.User);
        var deeds = log.Entries.Select(entry => entry.Event)
            .SelectMany(e => new[] { (User: e.Sender, e.Seq), (User: e.User ?? e.Sender, e.Seq) }) // the last of a user counts, so twice does no harm
            .ToLookup(deed => deed.User, deed => deed.Seq);
        return room.ReadPositions.SelectMany(position => OfReadPosition(room, log, position, [.. marks[position.User]], deeds[position.User].DefaultIfEmpty().Max()));
    }

    private static bool IsSafe(RoomRun room, Acked mark) => !room.Faults.Any(fault => mark.At > fault.Began - MarksAreSafeAfter && mark.At < fault.Healed);

    /// <summary>A read position stands no lower than was acknowledged in time before a fault, no higher than somebody asked for or did, and counts rightly.</summary>
    /// <param name="lastDeed">Number of the last event that the user caused or was the subject of: it may move the position, too.</param>
    private static IEnumerable<Violation> OfReadPosition(RoomRun room, FinalLog log, FinalReadPosition position, Operation[] marks, long lastDeed)
    {
        var least = marks.SelectMany(mark => mark.Acks).Where(ack => IsSafe(room, ack)).MaxBy(ack => ack.Seq);
        var most = Math.Max(lastDeed, marks.Select(mark => mark.First.Target ?? 0).DefaultIfEmpty().Max());
        if (position.ReadSeq < least?.Seq)
        {
            yield return Of($"{position.User} has read up to {position.ReadSeq}, but was told {least.Seq} before", least);
        }

        if (position.ReadSeq > Math.Min(most, log.Head))
        {
            yield return Of($"{position.User} has read up to {position.ReadSeq}, beyond all it marked or did (up to {most})", log.Page);
        }

        if ((log.At(position.ReadSeq)?.Event.N ?? 0) is var n && n != position.ReadN)
        {
            yield return Of($"{position.User} has read {position.ReadN} messages; at {position.ReadSeq} there are {n}", log.Page);
        }

        Violation Of(string sentence, HistoryRecord because) => Violation.Of(Rule.Replay, position.Room, position.ReadSeq, null, sentence, position, because);
    }
}
