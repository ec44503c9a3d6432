using System.Collections.Immutable;
using Parley.Faults.Checking.Rules;
using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>Holds a history to every <see cref="Rule"/>. Pure; takes O(n log n) for n records and events.</summary>
public static class HistoryChecker
{
    public static Report Check(RecordedRun run, CheckOptions options)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        var rooms = RunIndex.Rooms(run);
        var counts = RunCounts.Of(run, rooms);
        var parts = RunParts.Of(run);
        var parted = parts is [_] ? [rooms] : parts.Select(RunIndex.Rooms).ToArray();
        return new Report(
            counts,
            [.. Rules(options).SelectMany(rule => parted.SelectMany(part => part.SelectMany(rule))), .. Restored(run, parted)],
            [.. VoidBecause(run, counts, options)],
            Availability(rooms),
            run.TruncatedLine);
    }

    private static IEnumerable<Func<RoomRun, IEnumerable<Violation>>> Rules(CheckOptions options) =>
    [
        NoLoss.Check,
        NoDuplicates.Check,
        OutcomesHold.Check,
        Contiguous.Check,
        SteadySteps.Check,
        RealTimeOrder.Check,
        Sessions.Check,
        NoPhantoms.Check,
        Privacy.Check,
        Replay.Check,
        room => Convergence.Check(room, options),
    ];

    /// <param name="parts">The rooms before the first restoration, before the second, …, after the last.</param>
    private static IEnumerable<Violation> Restored(RecordedRun run, IReadOnlyList<RoomRun>[] parts) =>
        from one in run.Records.OfType<LogRestored>().Index()
        from before in parts[one.Index]
        from after in parts[one.Index + 1]
        where after.Room == before.Room
        from violation in Restoration.Check(before, after, one.Item)
        select violation;

    private static IEnumerable<string> VoidBecause(RecordedRun run, RunCounts counts, CheckOptions options)
    {
        if (counts.Acks < options.MinAcks)
        {
            yield return $"Only {counts.Acks} commands were acknowledged; {options.MinAcks} are needed.";
        }

        if (options.FaultsAreExpected && counts.Faults == 0)
        {
            yield return "No fault was injected.";
        }

        if (run.TruncatedLine is { } line)
        {
            yield return $"Line {line} was cut short: whoever recorded the run did not live to its end.";
        }

        foreach (var fault in RunFaults.WithoutEvidence(run, options))
        {
            yield return $"The fault in line {fault.Line} ({fault.Name} on {fault.Target}) did not bite: no {string.Join(", ", fault.Expects).ToLowerInvariant()} was seen.";
        }
    }

    private static ImmutableSortedDictionary<string, Unavailability> Availability(IEnumerable<RoomRun> rooms) => rooms
        .Select(room => (room.Room, Longest: Unavailability.Longest(room)))
        .Where(room => room.Longest is not null)
        .ToImmutableSortedDictionary(room => room.Room, room => room.Longest!, StringComparer.Ordinal);
}
