namespace Parley.Benchmarks.Results;

/// <summary>What was measured of one server under one workload.</summary>
/// <param name="Name">The server, and how it was set up.</param>
/// <param name="Workload">E.g. <c>W6</c>.</param>
/// <param name="Figures">In the order in which they are shown; none if every run was void.</param>
public sealed record RunResult(string Name, string Workload, IReadOnlyList<Figure> Figures)
{
    /// <summary>Sentences on what casts doubt on the figures: runs that were void, a load generator that had too much to do.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The figure of that name; null if it was not measured.</summary>
    public Figure? Find(string figure) => Figures.FirstOrDefault(one => one.Name == figure);
}
