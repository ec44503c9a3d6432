namespace Parley.Benchmarks.Results;

/// <summary>A distribution is kept as some of its quantiles, each a figure of its own: <c>delay p50</c>, <c>delay p90</c> …</summary>
public static class Quantiles
{
    /// <summary>In their order, from the middle to the end.</summary>
    public static IReadOnlyList<(string Name, double Share)> All { get; } = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999), ("max", 1)];

    /// <summary>What is distributed, if a figure is one of its quantiles.</summary>
    public static string? Of(string figure) =>
        All.Where(one => figure.EndsWith($" {one.Name}", StringComparison.Ordinal)).Select(one => figure[..^(one.Name.Length + 1)]).FirstOrDefault();

    /// <summary>Adds those of a histogram.</summary>
    public static void Add(Measured measured, string server, string what, Histogram durations)
    {
        foreach (var (name, share) in All)
        {
            measured.Add(server, $"{what} {name}", "ms", durations.Quantile(share));
        }
    }
}
