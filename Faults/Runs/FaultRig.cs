using System.Collections.Immutable;
using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.Faults.Nemesis;
using Parley.LocalCluster;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Runs;

/// <summary>A cluster with proxies in all its links.</summary>
internal sealed class FaultRig : Rig
{
    private FaultRig(ParleyCluster cluster, ClusterLinks links, string files, IReadOnlyList<Person> people, Disk? disk, ReplicatedStores? replicas, ClusteredRedis? redisCluster) =>
        (Cluster, Links, FilesFolder, People, Disk, Replicas, RedisCluster) = (cluster, links, files, people, disk, replicas, redisCluster);

    /// <summary>What takes a minute to an hour by default takes some seconds: what a killed process was at is another's, what is to be erased is looked for.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Soon = ImmutableSortedDictionary<string, string>.Empty
        .Add("Parley__Jobs__Lease", "00:00:05")
        .Add("Parley__Jobs__LookEvery", "00:00:01")
        .Add("Parley__Erasure__SecondLook", "00:00:02")
        .Add("Parley__Retention__LookEvery", "00:00:02")
        .Add("Parley__Files__EraseEvery", "00:00:02");

    public ParleyCluster Cluster { get; }

    public ClusterLinks Links { get; }

    /// <summary>Where frontends keep files.</summary>
    public string FilesFolder { get; }

    /// <summary>Null: silos and frontends use the database and the Redis of the cluster.</summary>
    public ReplicatedStores? Replicas { get; }

    /// <summary>Null: silos and frontends use another Redis.</summary>
    public ClusteredRedis? RedisCluster { get; }

    public override IReadOnlyList<Door> Doors => Links.Doors;

    public override IEnumerable<ManagedProcess> Processes => Cluster.Processes;

    public override ManagedProcess OnDisk => Cluster.MariaDb;

    /// <param name="seed">Decides about jitter in the links.</param>
    /// <param name="older">What silos and frontends start as. Null: as this version.</param>
    /// <param name="databaseFolder">Data that MariaDB has already; null: none.</param>
    /// <param name="needs">Of them a disk of MariaDB's own, a binary log, and stores with replicas or a Redis Cluster, in whose links no proxy stands.</param>
    /// <exception cref="ClusterException">Something did not start.</exception>
    public static async Task<FaultRig> StartAsync(int silos, int frontends, int seed, OlderBuild? older = null, Needs needs = Needs.Nothing, string? databaseFolder = null, CancellationToken cancellation = default)
    {
        var links = new ClusterLinks(seed);
        var files = Directory.CreateTempSubdirectory("parley-files-").FullName;
        ParleyCluster? cluster = null;
        Disk? disk = null;
        ReplicatedStores? replicas = null;
        ClusteredRedis? redis = null;
        try
        {
            redis = needs.HasFlag(Needs.RedisCluster) ? await ClusteredRedis.StartAsync(cancellation) : null;
            replicas = needs.HasFlag(Needs.Replicas) ? await ReplicatedStores.StartAsync(cancellation) : null;
            var options = new LocalClusterOptions { Silos = silos, Frontends = frontends, WithProxy = false, Through = links.PutInto };
            var settings = options.Settings.Add("Parley__Throttling__Enabled", "false").Add("Parley__Realtime__MaxQueuedBytes", "262144");
            settings = older is null ? settings.SetItems(Soon).Add("Parley__Files__Path", files) : settings; // an older build need not know them
            settings = replicas is null ? settings : settings.SetItems(replicas.Settings);
            settings = redis is null ? settings : settings.SetItems(redis.Settings);
            disk = needs.HasFlag(Needs.Disk) ? await Disk.MountAsync(Directory.CreateTempSubdirectory("parley-disk-").FullName) : null;
            options = options with { Settings = settings, DatabaseFolder = disk is null ? databaseFolder : Path.Combine(disk.Folder, "mariadb") };
            options = needs.HasFlag(Needs.BinaryLog) ? options with { DatabaseOptions = ["--log-bin=binlog", "--server-id=1", "--sync-binlog=1", "--binlog-format=ROW"] } : options;
            var first = older is null ? options : options with { SiloProgram = older.Silo, FrontendProgram = older.Frontend };
            cluster = await ParleyCluster.StartAsync(first, cancellation);
            links.PutInFrontOf(cluster);
            await new SqlHand(cluster.MariaDb).PrepareAsync();
            return new FaultRig(cluster, links, files, await PeopleAsync(command => cluster.AdminAsync(command, cancellation)), disk, replicas, redis);
        }
        catch
        {
            await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
            await links.DisposeAsync();
            await (disk?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (replicas?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (redis?.DisposeAsync() ?? ValueTask.CompletedTask);
            Directory.Delete(files, recursive: true);
            throw;
        }
    }

    public override Stage Stage(Crowd crowd, HistoryRecorder history, int seed, TimeProvider time) => new(this, crowd, history, seed, time);

    public override async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Links.DisposeAsync();
        await (Disk?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Replicas?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (RedisCluster?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(FilesFolder, recursive: true);
    }

    protected override void Mend() => Links.Mend();
}
