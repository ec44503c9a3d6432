using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.LocalCluster.Apps;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>
/// The database is set back: a dump is taken under load; later all is stopped, and the dump with the binary log up to a moment after it restored into an empty server at the same address. What was committed before
/// the moment is there, what came later is gone; clients come back with numbers of the old log and notice.
/// </summary>
internal sealed class RestoredDatabase() : Fault("F26", "backup under load, restored to a moment")
{
    /// <summary>Two clocks are read one after the other.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    public override Needs Needs => Needs.BinaryLog;

    public override async Task StrikeAsync(Stage stage)
    {
        var folder = Directory.CreateTempSubdirectory("parley-restore-").FullName;
        try
        {
            await StrikeAsync(stage, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task StrikeAsync(Stage stage, string folder)
    {
        // 1. A backup under load, a moment some seconds later, and what is to be lost.
        var database = stage.Cluster.MariaDb;
        var dump = await BackupScripts.DumpAsync(database, folder);
        await stage.PauseAsync(2 + (2 * stage.Random.NextDouble()));
        var (moment, at) = await NextSecondAsync(stage);
        await stage.PauseAsync(3 + (2 * stage.Random.NextDouble()));

        // 2. Nobody gets in any more; what there is is read past the doors, and all is stopped.
        var fault = await stage.BeganAsync(Name, database.Name, Evidence.Outage);
        foreach (var door in stage.Links.OfDoors)
        {
            door.Refuse();
            door.ResetAll();
        }

        await stage.PauseAsync(1); // what was under way ends
        Door[] doors = [.. stage.Cluster.Frontends.Select(frontend => new Door(frontend.Name, frontend.Url))];
        var before = await stage.RecordLogAsync(doors);
        AppProcess[] all = [.. stage.Cluster.Frontends, .. stage.Cluster.Silos];
        foreach (var process in all)
        {
            await process.StopAsync();
        }

        // 3. An empty server at the same address.
        await database.StopAsync();
        var old = database.SetAside();
        await Stage.StartAsync(database);
        await BackupScripts.RestoreAsync(database, dump, old, moment, folder);
        await BackupScripts.NewEpochAsync(database);
        await stage.Sql.PrepareAsync();
        Directory.Delete(old, recursive: true);

        // 4. Everything starts, and clients come back by themselves.
        await Stage.StartAsync([.. stage.Cluster.Silos, .. stage.Cluster.Frontends]);
        await stage.RestoredAsync(at, before, doors);
        foreach (var door in stage.Links.OfDoors)
        {
            door.Accept();
        }

        await stage.HealedAsync(fault);
    }

    /// <summary>Binary logs count in seconds.</summary>
    /// <returns>The full second, and the time of the run before which what was acknowledged was committed before it.</returns>
    private static async Task<(DateTimeOffset Moment, long At)> NextSecondAsync(Stage stage)
    {
        var (wall, now) = (DateTimeOffset.UtcNow, stage.Now);
        var moment = DateTimeOffset.FromUnixTimeSeconds(wall.ToUnixTimeSeconds() + 1);
        await stage.PauseAsync(moment - wall);
        return (moment, now + ((moment - wall - Slack).Ticks * TimeSpan.NanosecondsPerTick));
    }
}
