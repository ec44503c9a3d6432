namespace Parley.Benchmarks.Results;

/// <summary>What was measured of one server under one workload.</summary>
/// <param name="Name">The server, and how it was set up.</param>
/// <param name="Workload">E.g. <c>W6</c>.</param>
/// <param name="Figures">In the order in which they are shown.</param>
public sealed record RunResult(string Name, string Workload, IReadOnlyList<Figure> Figures);
