using System.Globalization;

namespace Parley.Benchmarks;

/// <summary>What a process has used so far, from /proc.</summary>
/// <param name="Cpu">User and system time.</param>
/// <param name="ResidentBytes">Memory in RAM now.</param>
public readonly record struct ProcessUsage(TimeSpan Cpu, long ResidentBytes)
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed on Linux

    public static ProcessUsage Of(int pid)
    {
        // proc(5): after the name in parentheses, utime and stime are the 12th and 13th fields, rss (pages) the 22nd.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[11]) + Number(fields[12]);
        return new ProcessUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), Number(fields[21]) * Environment.SystemPageSize);
    }

    /// <summary>What processes and all that they have started use together.</summary>
    public static ProcessUsage OfAll(IEnumerable<int> pids) => pids.SelectMany(Family).Distinct().Select(Of)
        .Aggregate((sum, one) => new ProcessUsage(sum.Cpu + one.Cpu, sum.ResidentBytes + one.ResidentBytes));

    private static IEnumerable<int> Family(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .SelectMany(child => Family(int.Parse(child, CultureInfo.InvariantCulture))).Prepend(pid);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
