using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfDisks;

/// <summary>
/// The machine of the database loses its power: of what MariaDB has written there is left what its disk was told to sync. MariaDB is frozen, its disk's content copied, MariaDB killed, the disk replaced by the
/// copy, and MariaDB started on it. What was acknowledged before must be there.
/// </summary>
/// <param name="control">Makes MariaDB acknowledge what it has not synced: then a run must turn red. Null: no control.</param>
internal sealed class PowerCut(string code, string name, string? control = null) : Fault(code, name)
{
    private const int Cuts = 2;

    public override Needs Needs => Needs.Disk;

    public override async Task StrikeAsync(Stage stage)
    {
        var (disk, mariaDb) = (stage.Disk!, stage.Cluster.MariaDb);
        if (control is not null)
        {
            await stage.Sql.ExecuteAsync(control); // until it is started again
            await stage.PauseAsync(3);
        }

        for (var cut = 0; cut < (control is null ? Cuts : 1); cut++)
        {
            var fault = await stage.BeganAsync(Name, mariaDb.Name, Evidence.Slow, Evidence.Error, Evidence.Retry);
            await mariaDb.FreezeAsync();
            var left = await disk.SnapshotAsync();
            await mariaDb.KillAsync();
            await disk.PutBackAsync(left);
            await Stage.StartAsync(mariaDb);
            await stage.HealedAsync(fault);
            await stage.PauseAsync(2 + (2 * stage.Random.NextDouble()));
        }
    }
}
