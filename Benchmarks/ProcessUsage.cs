using System.Globalization;

namespace Parley.Benchmarks;

/// <summary>What a process has used so far, from /proc.</summary>
/// <param name="Cpu">User and system time.</param>
/// <param name="ResidentBytes">Memory in RAM now.</param>
public readonly record struct ProcessUsage(TimeSpan Cpu, long ResidentBytes)
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed on Linux

    /// <summary>Of the process itself, without its children.</summary>
    public static ProcessUsage Of(int pid) => Parse(File.ReadAllText($"/proc/{pid}/stat"), withEnded: false);

    /// <summary>
    /// What processes and all that they have started use together. Time of a child that has ended is its parent's <c>cutime</c>, and only from then on: so that nothing is counted twice or
    /// lost when one ends between two looks.
    /// </summary>
    /// <exception cref="BenchmarkException">One of the processes themselves has ended.</exception>
    public static ProcessUsage OfAll(IEnumerable<int> pids)
    {
        var family = new Dictionary<int, ProcessUsage>();
        foreach (var pid in pids)
        {
            if (!Gather(pid, family))
            {
                throw new BenchmarkException($"Void: process {pid} of the server has ended.");
            }
        }

        return family.Values.Aggregate(default(ProcessUsage), (sum, one) => new ProcessUsage(sum.Cpu + one.Cpu, sum.ResidentBytes + one.ResidentBytes));
    }

    /// <param name="stat">As in /proc/PID/stat. proc(5): after the name in parentheses, utime and stime are the 12th and 13th fields, cutime and cstime the next, rss (pages) the 22nd.</param>
    /// <param name="withEnded">With the time of children that have ended.</param>
    internal static ProcessUsage Parse(string stat, bool withEnded)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = fields[11..(withEnded ? 15 : 13)].Sum(Number);
        return new ProcessUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), Number(fields[21]) * Environment.SystemPageSize);
    }

    /// <summary>False: it has ended; there is nothing to read.</summary>
    private static bool Gather(int pid, Dictionary<int, ProcessUsage> family)
    {
        if (family.ContainsKey(pid))
        {
            return true;
        }

        try
        {
            family[pid] = Parse(File.ReadAllText($"/proc/{pid}/stat"), withEnded: true);
            foreach (var task in Directory.GetDirectories($"/proc/{pid}/task"))
            {
                foreach (var child in Children(task))
                {
                    Gather(child, family);
                }
            }

            return true;
        }
        catch (IOException)
        {
            return family.ContainsKey(pid); // ended while it was read, e.g. ESRCH
        }
    }

    private static IEnumerable<int> Children(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return []; // the thread has ended
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
