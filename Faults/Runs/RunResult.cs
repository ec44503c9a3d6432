using System.Globalization;
using Parley.Faults.Checking;
using Parley.Faults.Nemesis;

namespace Parley.Faults.Runs;

/// <summary>What came of one run.</summary>
/// <param name="Report">Null: not even a history came about.</param>
/// <param name="Broken">Why the run did not come to its end; null if it did.</param>
/// <param name="History">File of the history.</param>
internal sealed record RunResult(Fault Fault, int Seed, string Target, Report? Report, string? Broken, TimeSpan Took, string History)
{
    /// <summary>The fault itself has seen that a promise was broken; <see cref="Broken"/> says which.</summary>
    public bool IsPromiseBroken { get; init; }

    /// <summary>A run that did not come to its end proves nothing, but what it saw broken is broken.</summary>
    public Verdict Verdict => IsPromiseBroken ? Verdict.Red : Report is null || (Broken is not null && !HasLog) ? Verdict.Void : Report.Verdict == Verdict.Green && Broken is not null ? Verdict.Void : Report.Verdict;

    public int Lost => Count(violation => violation.Rule == Rule.NoLoss || violation.Rule == Rule.Restored);

    public int Doubled => Count(violation => (violation.Rule == Rule.NoDuplicates && !violation.IsFork) || violation.Rule == Rule.OutcomesHold);

    public int Forks => Count(violation => violation.IsFork || violation.Rule == Rule.NoPhantoms || violation.Rule == Rule.RealTimeOrder || violation.Rule == Rule.Sessions);

    public int Gaps => Count(violation => violation.Rule == Rule.Contiguous || violation.Rule == Rule.SteadySteps);

    /// <summary>Broken promises that no column of the table counts: privacy, replay, convergence, and what a fault has seen by itself.</summary>
    public int Other => (IsPromiseBroken ? 1 : 0) + Count(_ => true) - Lost - Doubled - Forks - Gaps;

    public TimeSpan Away => Report?.LongestUnavailability ?? TimeSpan.Zero;

    /// <summary>Without a final log every promise looks broken.</summary>
    private bool HasLog => Report is not null && !Report.Violations.Any(violation => violation.Rule == Rule.Contiguous && violation.Lines.IsEmpty);

    public override string ToString()
    {
        var c = Report?.Counts;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Verdict.ToString().ToUpperInvariant(),-5} {Fault.Code,-3} {Fault.Name} ({Target}) seed {Seed}: {c?.Acks ?? 0} acks, {c?.EventsPushed ?? 0} pushed, {c?.Retries ?? 0} repeats, "
            + $"{c?.Disconnections ?? 0} connections lost; lost {Lost} doubled {Doubled} forks {Forks} gaps {Gaps}{(Other > 0 ? $" other {Other}" : "")}; longest away {Away.TotalSeconds:0.0} s; took {Took.TotalSeconds:0} s");
    }

    private int Count(Func<Violation, bool> which) => HasLog ? Report!.Violations.Count(which) : 0;
}
