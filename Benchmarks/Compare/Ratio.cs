using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>How a figure of Parley relates to the same figure of another server, measured in turns with it. Pure.</summary>
/// <param name="Value">Of the medians, Parley's through the other's.</param>
public sealed record Ratio(string Workload, string Server, string Peer, string Figure, double Value)
{
    private static readonly string[] Figures = [Run.Cpu, Run.Deliveries, Run.P50, Run.P99, Run.Memory];

    /// <summary>Of every Parley to every other server, for the figures that say most.</summary>
    public static IEnumerable<Ratio> Of(IReadOnlyList<RunResult> results) =>
        from own in results
        where IsOwn(own.Name)
        from other in results
        where other.Workload == own.Workload && !IsOwn(other.Name)
        from name in Figures
        let figure = own.Find(name)
        let beside = other.Find(name)
        where figure is not null && beside is not null
        select new Ratio(own.Workload, own.Name, other.Name, name, figure.Median / beside.Median);

    /// <summary>True: it is Parley, in one of its forms.</summary>
    public static bool IsOwn(string server) => server.StartsWith("parley", StringComparison.OrdinalIgnoreCase);

    public override string ToString() => FormattableString.Invariant($"{Workload}  {Server,-12} : {Peer,-16} {Figure,-26}{Value,10:#,0.##} ×");
}
