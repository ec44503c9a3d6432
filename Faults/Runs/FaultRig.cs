using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Parley.Faults.Load;
using Parley.Faults.Nemesis;
using Parley.LocalCluster;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Runs;

/// <summary>A cluster with proxies in all its links and users for the load: made once, broken and mended many times.</summary>
internal sealed class FaultRig : IAsyncDisposable
{
    private const int Users = 64;
    private static readonly TimeSpan WholeWithin = TimeSpan.FromMinutes(3);

    private FaultRig(ParleyCluster cluster, ClusterLinks links, IReadOnlyList<Person> people, Disk? disk, ReplicatedStores? replicas) =>
        (Cluster, Links, People, Disk, Replicas) = (cluster, links, people, disk, replicas);

    public ParleyCluster Cluster { get; }

    public ClusterLinks Links { get; }

    /// <summary>Null: silos and frontends use the database and the Redis of the cluster.</summary>
    public ReplicatedStores? Replicas { get; }

    /// <summary>The first owns all rooms.</summary>
    public IReadOnlyList<Person> People { get; }

    /// <summary>What MariaDB has its data on, if that is a disk of its own.</summary>
    public Disk? Disk { get; }

    /// <param name="seed">Decides about jitter in the links.</param>
    /// <param name="older">What silos and frontends start as. Null: as this version.</param>
    /// <param name="needs">Of them a disk of MariaDB's own, and stores with replicas, in whose links no proxy stands.</param>
    /// <exception cref="ClusterException">Something did not start.</exception>
    public static async Task<FaultRig> StartAsync(int silos, int frontends, int seed, OlderBuild? older = null, Needs needs = Needs.Nothing, CancellationToken cancellation = default)
    {
        var links = new ClusterLinks(seed);
        ParleyCluster? cluster = null;
        Disk? disk = null;
        ReplicatedStores? replicas = null;
        try
        {
            replicas = needs.HasFlag(Needs.Replicas) ? await ReplicatedStores.StartAsync(cancellation) : null;
            var options = new LocalClusterOptions { Silos = silos, Frontends = frontends, WithProxy = false, Through = links.PutInto };
            var settings = options.Settings.Add("Parley__Throttling__Enabled", "false").Add("Parley__Realtime__MaxQueuedBytes", "262144");
            settings = replicas is null ? settings : settings.SetItems(replicas.Settings);
            disk = needs.HasFlag(Needs.Disk) ? await Disk.MountAsync(Directory.CreateTempSubdirectory("parley-disk-").FullName) : null;
            options = options with { Settings = settings, DatabaseFolder = disk is null ? null : Path.Combine(disk.Folder, "mariadb") };
            var first = older is null ? options : options with { SiloProgram = older.Silo, FrontendProgram = older.Frontend };
            cluster = await ParleyCluster.StartAsync(first, cancellation);
            links.PutInFrontOf(cluster);
            await new SqlHand(cluster.MariaDb).PrepareAsync();
            return new FaultRig(cluster, links, await PeopleAsync(cluster, cancellation), disk, replicas);
        }
        catch
        {
            await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
            await links.DisposeAsync();
            await (disk?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (replicas?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>Mends every link, starts every process that has ended, and returns when all work.</summary>
    /// <exception cref="ClusterException">Not within three minutes.</exception>
    public async Task MakeWholeAsync()
    {
        Links.Mend();
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            foreach (var process in Cluster.Processes)
            {
                process.Thaw();
                if (process.State == ProcessState.Dead)
                {
                    await process.StartAsync();
                }
            }

            try
            {
                await Cluster.WaitReadyAsync();
                return;
            }
            catch (ClusterException) when (Stopwatch.GetElapsedTime(started) < WholeWithin && Cluster.Processes.Any(process => process.State == ProcessState.Dead))
            {
                // One that had been given up has ended only now.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Links.DisposeAsync();
        await (Disk?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Replicas?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Users with tokens, from the admin command line.</summary>
    private static async Task<IReadOnlyList<Person>> PeopleAsync(ParleyCluster cluster, CancellationToken cancellation)
    {
        var issued = await cluster.AdminAsync(["issue-tokens", "--prefix", "fault", "--users", $"{Users}"], cancellation);
        return issued.ExitCode == 0
            ? [.. issued.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(user => new Person(Subject(user[1]), user[0], user[1].Trim()))]
            : throw new ClusterException($"The users of the load could not be made: {issued.Errors}");
    }

    /// <summary>User id of an access token.</summary>
    private static string Subject(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var json = Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='));
        return JsonDocument.Parse(Encoding.UTF8.GetString(json)).RootElement.GetProperty("sub").GetString()!;
    }
}
