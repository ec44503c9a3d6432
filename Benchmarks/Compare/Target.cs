using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>What Parley is to reach under a workload: a figure of its own, or its ratio to the figure of another server in the same run. Pure.</summary>
/// <param name="Peer">The other server; null: the figure itself is the target.</param>
/// <param name="Limit">What must not be exceeded, or reached if <paramref name="IsLeast"/>.</param>
/// <param name="PeerWorkload">What the other server did; null: the same.</param>
public sealed record Target(string Workload, string Server, string Figure, string? Peer, double Limit, bool IsLeast = false, string? PeerWorkload = null)
{
    public static IReadOnlyList<Target> All { get; } =
    [
        .. new[] { "W1", "W2" }.SelectMany(workload => new Target[]
        {
            new(workload, "parley-raw", Run.Cpu, "bun", 1.5),
            new(workload, "parley-raw", Run.Cpu, "ws", 1.0),
            new(workload, "parley-hub", Run.Cpu, "signalr-redis", 0.7),
            new(workload, "parley-hub", Run.Cpu, "socketio-redis", 0.8),
            new(workload, "parley-hub", Run.Cpu, "per-member", 0.1),
            new(workload, "parley-hub", Run.Cpu, "channels", 0.07),
        }),
        new("W4", "parley-raw", Run.Deliveries, null, 900_000, IsLeast: true),
        new("W4", "parley-raw", Run.P99, null, 150),
        new("W4", "parley-raw", Run.Deliveries, "socketio-redis", 3, IsLeast: true),

        // Clients that do not read: the others hardly notice, and what waits for them has an end.
        .. new[] { "parley-raw", "parley-hub" }.SelectMany(server => new Target[]
        {
            new("W7", server, Run.P99, server, 1.1, PeerWorkload: "W2"),
            new("W7", server, Run.Memory, server, 1.5, PeerWorkload: "W2"),
        }),
    ];

    /// <summary>Those that the results have something to say on, and what they say.</summary>
    public static IEnumerable<Verdict> Judge(IReadOnlyList<RunResult> results) =>
        from target in All
        let own = Find(results, target.Workload, target.Server, target.Figure)
        let other = target.Peer is null ? null : Find(results, target.PeerWorkload ?? target.Workload, target.Peer, target.Figure)
        where own is not null && (target.Peer is null || other is not null)
        select new Verdict(target, other is null ? own.Median : own.Median / other.Median);

    private static Figure? Find(IReadOnlyList<RunResult> results, string workload, string server, string figure) =>
        results.FirstOrDefault(result => result.Workload == workload && result.Name == server)?.Find(figure);
}

/// <param name="Value">The figure or the ratio, of medians.</param>
public sealed record Verdict(Target Target, double Value)
{
    public bool IsReached => Target.IsLeast ? Value >= Target.Limit : Value <= Target.Limit;

    public override string ToString() => FormattableString.Invariant(
        $"{Target.Workload}, {Target.Server}: {Target.Figure}{Beside}: {Value:#,0.##} (to be {(Target.IsLeast ? "at least" : "at most")} {Target.Limit:#,0.##}){(IsReached ? "" : "  NOT REACHED")}");

    private string Beside => Target.Peer is null ? "" : $", ratio to {(Target.Peer == Target.Server ? "" : Target.Peer)}{(Target.PeerWorkload is null ? "" : $"its own in {Target.PeerWorkload}")}";
}
