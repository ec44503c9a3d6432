using Parley.Faults.Nemesis;

namespace Parley.Faults.Runs;

/// <summary>Which fault comes when, with which seed. Pure.</summary>
internal static class RunPlan
{
    /// <summary>Without an end if there is a limit of time: then every fault has its turn, again and again. A code's variants count as one fault each.</summary>
    public static IEnumerable<(Fault Fault, int Seed)> Of(RunOptions options)
    {
        var faults = Chosen(options);
        for (var round = 0; options.Time is not null || round < options.Runs; round++)
        {
            for (var i = 0; i < faults.Count; i++)
            {
                yield return (faults[i], options.Seed + (round * faults.Count) + i);
            }
        }
    }

    /// <summary>Codes that there are not.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> codes) => codes.Where(code => !FaultCatalog.All.Concat(FaultCatalog.OfReplicas).Concat(FaultCatalog.Controls).Any(fault => Is(fault, code)));

    private static List<Fault> Chosen(RunOptions options) =>
    [
        .. FaultCatalog.All.Where(fault => options.WithLong || !fault.IsLong).Where(fault => options.Faults.IsEmpty || options.Faults.Any(code => Is(fault, code))).Where(options.Provides),
        .. FaultCatalog.OfReplicas.Concat(FaultCatalog.Controls).Where(fault => options.Faults.Any(code => Is(fault, code))).Where(options.Provides),
    ];

    /// <summary>Faults that were asked for and cannot be had here.</summary>
    public static IEnumerable<Fault> LeftOut(RunOptions options) => FaultCatalog.All.Where(fault => options.WithLong || !fault.IsLong).Concat(FaultCatalog.OfReplicas).Concat(FaultCatalog.Controls)
        .Where(fault => !options.Provides(fault) && (options.Faults.IsEmpty ? FaultCatalog.All.Contains(fault) : options.Faults.Any(code => Is(fault, code))));

    /// <summary>What those need that break the same cluster as one of them.</summary>
    public static Needs NeededOfRig(RunOptions options, Fault one) =>
        Chosen(options).Where(fault => (fault.Needs & Needs.OfRig) == (one.Needs & Needs.OfRig)).Aggregate(one.Needs, (needs, fault) => needs | fault.Needs);

    private static bool Is(Fault fault, string code) => string.Equals(fault.Code, code, StringComparison.OrdinalIgnoreCase);
}
