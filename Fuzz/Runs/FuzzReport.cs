using System.Globalization;
using Parley.Fuzz.Cases;

namespace Parley.Fuzz.Runs;

/// <summary>What a run has found.</summary>
internal sealed record FuzzReport
{
    public required long Cases { get; init; }

    public required IReadOnlyDictionary<Road, long> ByRoad { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>Answers of 5xx or what stands for them on sockets, and connections that broke.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Cases that took too long each time they were tried alone.</summary>
    public required long Hangs { get; init; }

    /// <summary>Cases that took too long once. All were tried again at the end, alone.</summary>
    public required long SlowOnce { get; init; }

    /// <summary>Connections that the server closed over what was sent.</summary>
    public required long Closed { get; init; }

    public required bool IsAlive { get; init; }

    public required int ErrorLines { get; init; }

    public required long MemoryBefore { get; init; }

    public required long MemoryAfter { get; init; }

    public required int CanaryMessages { get; init; }

    /// <summary>Null: the canary's room is as it should be.</summary>
    public required string? CageFault { get; init; }

    public bool IsClean => Faults.Count == 0 && Hangs == 0 && IsAlive && CageFault is null;

    public override string ToString()
    {
        var roads = string.Join(", ", ByRoad.OrderBy(road => road.Key).Select(road => Text($"{road.Key} {road.Value}")));
        return Text($"""
            {Cases} cases in {Took.TotalSeconds:F0} s ({Cases / Math.Max(1, Took.TotalSeconds):F0}/s): {roads}.
            {Faults.Count} answers of 5xx or broken connections, {Hangs} hangs ({SlowOnce} cases were slow once, and tried again alone at the end), {Closed} connections closed by the server over what was sent.
            The server {(IsAlive ? "lives" : "HAS ENDED")}, with {ErrorLines} error lines in its log and {MemoryBefore} -> {MemoryAfter} MB. The canary's room: {CageFault ?? Text($"as it was, with {CanaryMessages} messages")}.
            {(IsClean ? "Clean." : "NOT CLEAN:\n" + string.Join('\n', Faults.Take(20)))}
            """);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
