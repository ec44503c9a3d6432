using Parley.Faults.Nemesis.OfDisks;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis;

/// <summary>What a fault needs beside the cluster. Where it is missing the fault is left out, and that is said.</summary>
[Flags]
internal enum Needs
{
    Nothing = 0,

    /// <summary>A built tree of an older version: <c>--older</c>.</summary>
    OlderBuild = 1,

    /// <summary>The data on a <see cref="Nemesis.Disk"/> of its own.</summary>
    Disk = 2,

    /// <summary>strace, and the right to trace others.</summary>
    Strace = 4,

    /// <summary>libfaketime.</summary>
    FakeTime = 8,

    /// <summary>The right to make control groups for processors and memory.</summary>
    ControlGroups = 16,

    /// <summary>A database with replicas and a Redis with Sentinels.</summary>
    Replicas = 32,

    /// <summary>An embedded server in the place of the cluster; it has a disk of its own.</summary>
    Embedded = 64,

    /// <summary>libeatmydata: a process whose syncs do nothing.</summary>
    EatMyData = 128,

    /// <summary>A Redis Cluster.</summary>
    RedisCluster = 256,

    /// <summary>A database that keeps a binary log.</summary>
    BinaryLog = 512,

    /// <summary>Of these each combination is a cluster (or server) of its own: who needs none of them is not to be disturbed by them.</summary>
    OfRig = Replicas | Embedded | RedisCluster | BinaryLog,
}

/// <summary>What this machine has of it.</summary>
internal static class Machine
{
    private static readonly (Needs Need, Func<string?> Missing)[] All =
    [
        (Needs.Disk, () => Disk.Missing),
        (Needs.Embedded, () => Disk.Missing),
        (Needs.EatMyData, () => PowerCut.EatMyData is null ? "libeatmydata is not installed. Install: sudo apt-get install eatmydata" : null),
        (Needs.Strace, () => Environment.IsPrivilegedProcess ? new Tool("strace", "strace").Missing : "Tracing others needs root."),
        (Needs.FakeTime, () => FakeTime.Missing),
        (Needs.ControlGroups, () => ControlGroup.Missing),
        (Needs.Replicas, () => Tool.HaProxy.Missing),
        (Needs.RedisCluster, () => Tool.Redis.Missing),
        (Needs.BinaryLog, () => BackupScripts.Missing),
    ];

    public static Needs Has => All.Where(one => one.Missing() is null).Aggregate(Needs.Nothing, (has, one) => has | one.Need);

    /// <summary>Why something is not there, a sentence each.</summary>
    public static IEnumerable<string> Why(Needs missing) =>
        All.Where(one => missing.HasFlag(one.Need)).Select(one => one.Missing()).OfType<string>().Concat(missing.HasFlag(Needs.OlderBuild) ? ["It needs an older build: --older FOLDER, or ./dev/upgrade COMMIT."] : []);
}
