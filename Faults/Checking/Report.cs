using System.Collections.Immutable;

namespace Parley.Faults.Checking;

/// <summary>What came of checking a history.</summary>
/// <param name="Violations">By rule, then by room.</param>
/// <param name="VoidBecause">Why the run proves nothing, in sentences; empty if it proves something.</param>
/// <param name="Availability">For each room that was asked anything: the longest it let somebody wait.</param>
public sealed record Report(
    RunCounts Counts,
    ImmutableArray<Violation> Violations,
    ImmutableArray<string> VoidBecause,
    ImmutableSortedDictionary<string, Unavailability> Availability,
    long? TruncatedLine)
{
    /// <summary>A broken promise counts however little else happened.</summary>
    public Verdict Verdict => (Violations.IsEmpty, VoidBecause.IsEmpty) switch
    {
        (false, _) => Verdict.Red,
        (true, false) => Verdict.Void,
        (true, true) => Verdict.Green,
    };

    /// <summary>The longest of all rooms.</summary>
    public TimeSpan LongestUnavailability => Availability.Values.Select(room => room.Duration).DefaultIfEmpty().Max();
}
