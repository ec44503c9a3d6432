using System.Collections.Immutable;
using System.Globalization;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis;

/// <summary>A control group of the kernel (version 1 or 2): bounds what the processes in it may use together.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const int PeriodMicroseconds = 100_000;
    private const string Root2 = "/sys/fs/cgroup";

    private static int _made;

    private readonly string _root;
    private readonly string _folder;

    private ControlGroup(string controller)
    {
        _root = IsVersion1 ? Root1(controller) : Root2;
        _folder = Path.Combine(_root, $"parley-faults-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}");
        if (!IsVersion1)
        {
            File.WriteAllText(Path.Combine(_root, "cgroup.subtree_control"), "+" + controller);
        }

        Directory.CreateDirectory(_folder);
    }

    /// <summary>Null: they can be had here. Else a sentence.</summary>
    public static string? Missing => !Environment.IsPrivilegedProcess ? "Control groups need root."
        : IsVersion1 ? File.Exists(Path.Combine(Root1("memory"), "cgroup.procs")) ? null : "This machine has no control groups for memory."
        : File.Exists(Path.Combine(Root2, "cgroup.controllers")) ? null : "This machine has no control groups.";

    private static bool IsVersion1 => File.Exists(Path.Combine(Root1("cpu"), "cgroup.procs"));

    /// <summary>For <see cref="AppProcess.Through"/>: a shell goes into the group and becomes the process, which so finds its bounds at its start.</summary>
    public ImmutableArray<string> Into => ["/bin/sh", "-c", "echo $$ >\"$0\" && exec \"$@\"", Path.Combine(_folder, "cgroup.procs")];

    /// <summary>Of processors: periods in which they got less than they wanted.</summary>
    public long Throttled => Number("cpu.stat", "nr_throttled ");

    /// <summary>Of memory: the most that they had at any time, bytes; 0 if the kernel does not say.</summary>
    public long Highest => Number(IsVersion1 ? "memory.max_usage_in_bytes" : "memory.peak", "");

    /// <param name="processors">How many they get: 0.3 is a third of one.</param>
    public static ControlGroup OfProcessors(double processors)
    {
        var group = new ControlGroup("cpu");
        var quota = ((int)(PeriodMicroseconds * processors)).ToString(CultureInfo.InvariantCulture);
        group.Set(IsVersion1 ? "cpu.cfs_quota_us" : "cpu.max", IsVersion1 ? quota : $"{quota} {PeriodMicroseconds}");
        return group;
    }

    /// <param name="bytes">What they may have, with what the kernel keeps for them; beyond it the kernel ends one of them.</param>
    public static ControlGroup OfMemory(long bytes)
    {
        var group = new ControlGroup("memory");
        var limit = bytes.ToString(CultureInfo.InvariantCulture);
        group.Set(IsVersion1 ? "memory.limit_in_bytes" : "memory.max", limit);
        foreach (var (swap, value) in (ReadOnlySpan<(string, string)>)[("memory.memsw.limit_in_bytes", limit), ("memory.swap.max", "0")])
        {
            if (File.Exists(Path.Combine(group._folder, swap)))
            {
                group.Set(swap, value); // else it would be slow and not full
            }
        }

        return group;
    }

    public void Take(ManagedProcess process) => Move(process, _folder);

    /// <summary>Nothing if it is not in the group (any more).</summary>
    public void LetGo(ManagedProcess process)
    {
        if (process.Identity is { } identity && File.ReadLines(Path.Combine(_folder, "cgroup.procs")).Contains(identity.Pid.ToString(CultureInfo.InvariantCulture)))
        {
            Move(process, _root);
        }
    }

    /// <summary>They must have been let go, or have ended.</summary>
    public void Dispose() => Directory.Delete(_folder);

    private static string Root1(string controller) => Path.Combine(Root2, controller);

    private void Set(string file, string value) => File.WriteAllText(Path.Combine(_folder, file), value);

    private long Number(string file, string before)
    {
        var path = Path.Combine(_folder, file);
        return File.Exists(path)
            ? File.ReadLines(path).Where(line => line.StartsWith(before, StringComparison.Ordinal)).Select(line => long.Parse(line.AsSpan(before.Length), CultureInfo.InvariantCulture)).FirstOrDefault()
            : 0;
    }

    private static void Move(ManagedProcess process, string to)
    {
        if (process.Identity is { } identity && process.State != ProcessState.Dead)
        {
            File.WriteAllText(Path.Combine(to, "cgroup.procs"), identity.Pid.ToString(CultureInfo.InvariantCulture));
        }
    }
}
