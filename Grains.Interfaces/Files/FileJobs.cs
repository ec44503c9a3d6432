using System.Globalization;
using Parley.Jobs;

namespace Parley.Files;

/// <summary>Jobs about files. Frontends do them: they have the store of files.</summary>
public static class FileJobs
{
    /// <summary>Erases files that nobody knows.</summary>
    public const string SweepKind = "file-sweep";

    /// <summary>The sweep of a time: whoever asks for it, it is one.</summary>
    /// <param name="period">Number of the time, counted from anywhere.</param>
    public static NewJob Sweep(long period) => new(SweepKind, "") { Id = string.Create(CultureInfo.InvariantCulture, $"{SweepKind}-{period}"), Key = SweepKind, Priority = JobPriority.Low };
}
