using System.Collections.Immutable;
using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.Faults.Runs;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis;

/// <summary>What a fault has at hand: the cluster, its links, the load, dice; and the history that it is written into.</summary>
internal sealed class Stage(ParleyCluster cluster, ClusterLinks links, Crowd crowd, HistoryRecorder history, int seed, TimeProvider time, Disk? disk = null, ReplicatedStores? replicas = null)
{
    /// <summary>For <see cref="LearnsAsync"/>: the others may well have given it up. Longer than the pause between two looks at the membership table.</summary>
    public static readonly TimeSpan GivenUpForCertain = TimeSpan.FromSeconds(12);

    /// <summary>For <see cref="LearnsAsync"/>: it was away for less time than the others need to be sure.</summary>
    public static readonly TimeSpan HardlyGivenUp = TimeSpan.FromSeconds(4);

    private int _faults;

    public ParleyCluster Cluster => cluster;

    public ClusterLinks Links => links;

    public Crowd Crowd => crowd;

    /// <summary>For faults that say that they need them.</summary>
    public ReplicatedStores Replicas => replicas ?? throw new InvalidOperationException("This rig has no replicas.");

    /// <summary>The disk of MariaDB; null if it has none of its own.</summary>
    public Disk? Disk => disk;

    public SqlHand Sql { get; } = new(cluster.MariaDb);

    public RedisHand Redis { get; } = new(cluster.Redis);

    public Random Random { get; } = new(seed);

    /// <summary>For the line of the run: what was done to whom.</summary>
    public List<string> Done { get; } = [];

    public T Pick<T>(IReadOnlyList<T> of) => of[Random.Next(of.Count)];

    public Task PauseAsync(TimeSpan duration) => Task.Delay(duration, time);

    public Task PauseAsync(double seconds) => PauseAsync(TimeSpan.FromSeconds(seconds));

    public long Timestamp() => time.GetTimestamp();

    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    /// <param name="expects">What shows that it bit; any one will do.</param>
    /// <returns>Number of the fault, for <see cref="HealedAsync"/>.</returns>
    public async Task<int> BeganAsync(string name, string target, params ImmutableArray<Evidence> expects)
    {
        Done.Add(target);
        await history.RecordAsync(new FaultBegan { At = history.Now, Fault = ++_faults, Name = name, Target = target, Expects = expects });
        return _faults;
    }

    public ValueTask HealedAsync(int fault) => history.RecordAsync(new FaultHealed { At = history.Now, Fault = fault });

    public ValueTask SawAsync(Evidence evidence, string detail) => history.RecordAsync(new EvidenceSeen { At = history.Now, Evidence = evidence, Detail = detail });

    /// <summary>Asks a broken process whether it works; that it does not is evidence.</summary>
    public async Task SeeOutageAsync(ManagedProcess process)
    {
        if (await process.WhyNotReadyAsync() is { } reason)
        {
            await SawAsync(Evidence.Outage, $"{process.Name}: {reason}");
        }
    }

    /// <summary>
    /// Waits for silos to learn whether the others have given them up. Those that have been end by themselves, and are started again; the
    /// next run must not meet one that is about to.
    /// </summary>
    /// <param name="steady">Whoever has been ready for so long goes on.</param>
    public Task LearnsAsync(IReadOnlyList<SiloProcess> silos, TimeSpan steady) => Task.WhenAll(silos.Select(async silo =>
    {
        for (var ready = Timestamp(); silo.State != ProcessState.Dead && Since(ready) < steady; await PauseAsync(0.2))
        {
            ready = await silo.WhyNotReadyAsync() is null ? ready : Timestamp();
        }

        if (silo.State == ProcessState.Dead)
        {
            await StartAsync(silo);
        }
    }));

    /// <summary>Starts processes that have ended and waits until they work.</summary>
    public static async Task StartAsync(params IReadOnlyList<ManagedProcess> processes)
    {
        foreach (var process in processes)
        {
            await process.StartAsync();
        }

        await Task.WhenAll(processes.Select(process => process.WaitReadyAsync()));
    }
}
