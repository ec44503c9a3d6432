using System.Globalization;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis;

/// <summary>A control group of the kernel (version 1 or 2) in which processes together get a share of one processor.</summary>
internal sealed class ProcessorGroup : IDisposable
{
    private const int PeriodMicroseconds = 100_000;
    private const string Root1 = "/sys/fs/cgroup/cpu";
    private const string Root2 = "/sys/fs/cgroup";

    private readonly string _root;
    private readonly string _folder;

    /// <param name="processors">How many they get: 0.3 is a third of one.</param>
    public ProcessorGroup(double processors)
    {
        _root = IsVersion1 ? Root1 : Root2;
        _folder = Path.Combine(_root, $"parley-faults-{Environment.ProcessId}");
        Directory.CreateDirectory(_folder);
        var quota = ((int)(PeriodMicroseconds * processors)).ToString(CultureInfo.InvariantCulture);
        if (IsVersion1)
        {
            File.WriteAllText(Path.Combine(_folder, "cpu.cfs_quota_us"), quota);
        }
        else
        {
            File.WriteAllText(Path.Combine(_root, "cgroup.subtree_control"), "+cpu");
            File.WriteAllText(Path.Combine(_folder, "cpu.max"), $"{quota} {PeriodMicroseconds}");
        }
    }

    /// <summary>Null: it can be had here. Else a sentence.</summary>
    public static string? Missing => !Environment.IsPrivilegedProcess ? "Control groups need root."
        : !IsVersion1 && !File.Exists(Path.Combine(Root2, "cgroup.controllers")) ? "This machine has no control groups for processors." : null;

    private static bool IsVersion1 => File.Exists(Path.Combine(Root1, "cgroup.procs"));

    /// <summary>Periods in which they got less than they wanted.</summary>
    public long Throttled => File.ReadLines(Path.Combine(_folder, "cpu.stat")).Select(line => line.Split(' ')).Where(line => line[0] == "nr_throttled")
        .Select(line => long.Parse(line[1], CultureInfo.InvariantCulture)).FirstOrDefault();

    public void Take(ManagedProcess process) => Move(process, _folder);

    public void LetGo(ManagedProcess process) => Move(process, _root);

    /// <summary>They must have been let go, or have ended.</summary>
    public void Dispose() => Directory.Delete(_folder);

    private static void Move(ManagedProcess process, string to)
    {
        if (process.Identity is { } identity && process.State != ProcessState.Dead)
        {
            File.WriteAllText(Path.Combine(to, "cgroup.procs"), identity.Pid.ToString(CultureInfo.InvariantCulture));
        }
    }
}
