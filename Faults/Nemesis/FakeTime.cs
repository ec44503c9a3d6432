using System.Collections.Immutable;
using System.Globalization;
using Parley.LocalCluster.Apps;

namespace Parley.Faults.Nemesis;

/// <summary>libfaketime: a process whose wall clock is wrong from its start on. Its monotonic clock is right: timers run as they do.</summary>
internal static class FakeTime
{
    private static readonly string? Library = new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib" }
        .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);

    /// <summary>Null: it can be had here. Else a sentence.</summary>
    public static string? Missing => Library is null ? "libfaketime is not installed. Install: sudo apt-get install faketime" : null;

    /// <summary>How far the clock of a process is ahead of ours, by the Date of an answer.</summary>
    public static async Task<TimeSpan> OffAsync(AppProcess process)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(process.Url, "/health/live"));
        return (answer.Headers.Date ?? default) - DateTimeOffset.UtcNow;
    }

    /// <summary>Environment of a process whose clock is ahead by so much, or behind.</summary>
    public static ImmutableSortedDictionary<string, string> Ahead(TimeSpan by) => ImmutableSortedDictionary<string, string>.Empty
        .Add("LD_PRELOAD", Library!)
        .Add("FAKETIME", by.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture))
        .Add("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .Add("DONT_FAKE_MONOTONIC", "1");
}
