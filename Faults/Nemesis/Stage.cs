using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.Faults.Runs;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Replication;

namespace Parley.Faults.Nemesis;

/// <summary>What a fault has at hand: the cluster, its links, the load, dice; and the history that it is written into.</summary>
internal sealed class Stage(Rig rig, Crowd crowd, HistoryRecorder history, int seed, TimeProvider time)
{
    /// <summary>For <see cref="LearnsAsync"/>: the others may well have given it up. Longer than the pause between two looks at the membership table.</summary>
    public static readonly TimeSpan GivenUpForCertain = TimeSpan.FromSeconds(12);

    /// <summary>For <see cref="LearnsAsync"/>: it was away for less time than the others need to be sure.</summary>
    public static readonly TimeSpan HardlyGivenUp = TimeSpan.FromSeconds(4);

    private int _faults;

    private FaultRig Clustered => (FaultRig)rig;

    public ParleyCluster Cluster => Clustered.Cluster;

    public ClusterLinks Links => Clustered.Links;

    /// <summary>Where the cluster keeps files.</summary>
    public string FilesFolder => Clustered.FilesFolder;

    /// <summary>For faults that break an embedded server (<see cref="Needs.Embedded"/>).</summary>
    public EmbeddedServer Server => ((EmbeddedRig)rig).Server;

    /// <summary>The same data at an address that clients do not know; one of the two may run at a time.</summary>
    public EmbeddedServer ServerBeside => ((EmbeddedRig)rig).Beside();

    public Crowd Crowd => crowd;

    /// <summary>For faults that say that they need them.</summary>
    public ReplicatedStores Replicas => Clustered.Replicas ?? throw new InvalidOperationException("This rig has no replicas.");

    /// <summary>For faults that say that they need it.</summary>
    public RedisClusterGroup RedisCluster => Clustered.RedisCluster?.Group ?? throw new InvalidOperationException("This rig has no Redis Cluster.");

    /// <summary>The disk of <see cref="OnDisk"/>, for faults that need one.</summary>
    public Disk Disk => rig.Disk ?? throw new InvalidOperationException("This run has no disk of its own.");

    /// <summary>What keeps its data there: MariaDB, or the embedded server.</summary>
    public ManagedProcess OnDisk => rig.OnDisk;

    public SqlHand Sql => new(Cluster.MariaDb);

    public RedisHand Redis => new(Cluster.Redis);

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

    /// <summary>Nanoseconds of the run.</summary>
    public long Now => history.Now;

    /// <summary>Users with tokens, beside those of the load; made if they are missing.</summary>
    /// <param name="room">They become members of it, straight in the cluster; null: of none.</param>
    public Task<IReadOnlyList<Person>> PeopleAsync(string prefix, int users, string? room) => Rig.PeopleAsync(command => Cluster.AdminAsync(command), prefix, users, room);

    /// <summary>How many rooms a silo has, as the cluster says.</summary>
    public async Task<int> RoomsOfAsync(SiloProcess silo)
    {
        var listed = await Cluster.AdminAsync(["nodes", "list", "--json"]);
        return listed.ExitCode != 0
            ? throw new ClusterException($"The nodes could not be listed: {listed.Errors}")
            : JsonSerializer.Deserialize<JsonElement>(listed.Output).GetProperty("nodes").EnumerateArray()
                .Where(node => node.GetProperty("name").GetString() == silo.Name)
                .Sum(node => node.GetProperty("load") is { ValueKind: JsonValueKind.Number } load ? load.GetInt32() : 0);
    }

    /// <summary>The log of all rooms as it is, into the history; nobody may be writing.</summary>
    /// <param name="doors">Where it is read.</param>
    /// <returns>How many events it has.</returns>
    public async Task<long> RecordLogAsync(params IReadOnlyList<Door> doors)
    {
        using var reader = new FinalReader(history, doors, time);
        await reader.RecordAsync(crowd, crowd.Owner);
        return (await reader.HeadsAsync(crowd, crowd.Owner)).Values.Sum();
    }

    /// <summary>It was set back; nobody may be writing.</summary>
    /// <param name="moment">What was acknowledged before it is there, nanoseconds of the run.</param>
    /// <param name="before">How many events it had.</param>
    /// <param name="doors">Where it is read.</param>
    public async Task RestoredAsync(long moment, long before, params IReadOnlyList<Door> doors)
    {
        using var reader = new FinalReader(history, doors, time);
        var heads = (await reader.HeadsAsync(crowd, crowd.Owner)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        await history.RecordAsync(new LogRestored { At = history.Now, Moment = moment, Heads = heads });
        var back = heads.Values.Sum();
        Done.Add(string.Create(CultureInfo.InvariantCulture, $"{back} events brought back, {before - back} given up"));
        if (before > back)
        {
            await SawAsync(Evidence.Outage, string.Create(CultureInfo.InvariantCulture, $"{before - back} events were given up"));
        }
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
