using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.Faults.Runs;
using Parley.LocalCluster;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>
/// An embedded server is set back: a backup is taken under load; later the server is stopped, the backup restored in its place, and the server started again. What was acknowledged before the backup began is there,
/// what came after it is gone; clients come back with numbers of the old log and notice.
/// </summary>
internal sealed class RestoredServer() : Fault("F26", "backup of an embedded server under load, restored")
{
    public override Needs Needs => Needs.Disk | Needs.Embedded;

    public override async Task StrikeAsync(Stage stage)
    {
        var folder = Directory.CreateTempSubdirectory("parley-restore-").FullName;
        try
        {
            var archive = Path.Combine(folder, "backup.tar");
            var moment = stage.Now;
            await AdminAsync(stage.Server, "backup", archive);
            await stage.PauseAsync(3 + (2 * stage.Random.NextDouble()));

            var fault = await stage.BeganAsync(Name, stage.Server.Name, Evidence.Outage);
            await stage.Server.StopAsync();
            var before = 0L;
            await BesideAsync(stage, async door => before = await stage.RecordLogAsync(door));
            await AdminAsync(stage.Server, "restore", archive, "--replace");
            await BesideAsync(stage, door => stage.RestoredAsync(moment, before, door));
            await Stage.StartAsync(stage.Server);
            await stage.HealedAsync(fault);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Where no client comes in.</summary>
    private static async Task BesideAsync(Stage stage, Func<Door, Task> read)
    {
        var beside = stage.ServerBeside;
        await Stage.StartAsync(beside);
        await read(new Door(beside.Name, beside.Url));
        await beside.StopAsync();
    }

    private static async Task AdminAsync(EmbeddedServer server, params string[] arguments)
    {
        if (await server.AdminAsync(arguments) is { ExitCode: not 0 } failed)
        {
            throw new ClusterException($"admin {arguments[0]} failed: {failed.Output}{failed.Errors}");
        }
    }
}
