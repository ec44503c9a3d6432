using System.Globalization;

namespace Parley.Benchmarks.Micro;

/// <summary>Says what a run is worse in than the baseline. Pure.</summary>
public static class Comparison
{
    /// <summary>Allocations do not depend on the machine: growth beyond this share is told.</summary>
    public const double AllowedBytes = 0.05;

    /// <summary>Times do, even as ratios: only growth beyond this share is told.</summary>
    public const double AllowedTime = 0.30;

    /// <summary>A sentence for each thing that got worse, or cannot be compared; none if all is well.</summary>
    public static IReadOnlyList<string> Worse(Measurements baseline, Measurements run)
    {
        var worse = new List<string>();
        foreach (var (name, before) in baseline.Benchmarks)
        {
            if (!run.Benchmarks.TryGetValue(name, out var now))
            {
                worse.Add($"{name} is in the baseline and was not run.");
                continue;
            }

            if (now.Bytes > before.Bytes * (1 + AllowedBytes))
            {
                worse.Add(string.Create(CultureInfo.InvariantCulture, $"{name} allocates {now.Bytes:0.#} bytes; it was {before.Bytes:0.#}."));
            }

            if (before.Time is { } timeBefore && now.Time is { } time && time > timeBefore * (1 + AllowedTime))
            {
                worse.Add(string.Create(CultureInfo.InvariantCulture, $"{name} takes {time:0.####} of the reference's time; it was {timeBefore:0.####}."));
            }
        }

        worse.AddRange(run.Benchmarks.Keys.Where(name => !baseline.Benchmarks.ContainsKey(name)).Select(name => $"{name} is not in the baseline: run the command baseline."));
        return worse;
    }
}
