using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.Faults.Nemesis;
using Parley.LocalCluster;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Runs;

/// <summary>An embedded server whose data folder is on a disk of its own.</summary>
internal sealed class EmbeddedRig : Rig
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _folder;

    private EmbeddedRig(EmbeddedServer server, string folder, Disk disk, IReadOnlyList<Person> people)
    {
        (Server, _folder, Disk, People) = (server, folder, disk, people);
        Doors = [new Door(server.Name, server.Url)];
    }

    public EmbeddedServer Server { get; }

    public override IReadOnlyList<Door> Doors { get; }

    public override IEnumerable<ManagedProcess> Processes => [Server];

    public override ManagedProcess OnDisk => Server;

    /// <exception cref="ClusterException">Something did not start.</exception>
    public static async Task<EmbeddedRig> StartAsync(CancellationToken cancellation = default)
    {
        var folder = Directory.CreateTempSubdirectory("parley-embedded-").FullName;
        var disk = await Disk.MountAsync(Path.Combine(folder, "disk"));
        var server = OnFreePort(folder, disk);
        try
        {
            await server.StartAsync(cancellation);
            await server.WaitReadyAsync(cancellation);
            return new EmbeddedRig(server, folder, disk, await PeopleAsync(server.AdminAsync));
        }
        catch
        {
            await EndAsync(server, folder, disk);
            throw;
        }
    }

    /// <summary>The same data at another address.</summary>
    public EmbeddedServer Beside() => OnFreePort(_folder, Disk!);

    public override Stage Stage(Crowd crowd, HistoryRecorder history, int seed, TimeProvider time) => new(this, crowd, history, seed, time);

    public override async ValueTask DisposeAsync() => await EndAsync(Server, _folder, Disk!);

    private static EmbeddedServer OnFreePort(string folder, Disk disk) =>
        new(new ProcessSetting(folder, Detached: false, Patience), FreePorts.OfThisMachine([]).Next(), Path.Combine(disk.Folder, "data"));

    private static async Task EndAsync(EmbeddedServer server, string folder, Disk disk)
    {
        await server.KillAsync();
        await disk.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
