using System.Collections.Immutable;
using Parley.Faults.History;
using Parley.LocalCluster.Apps;

namespace Parley.Faults.Nemesis.OfDisks;

/// <summary>
/// The machine with the data loses its power: of what was written there is left what the disk was told to sync. Whoever writes is frozen, the disk's content copied, the process killed, the disk replaced by the
/// copy, and the process started on it. What was acknowledged before must be there.
/// </summary>
/// <param name="isEmbedded">The embedded server; else the cluster's MariaDB.</param>
/// <param name="control">What was written is acknowledged before it is synced: then a run must turn red.</param>
internal sealed class PowerCut(string code, string name, bool isEmbedded, bool control = false) : Fault(code, name)
{
    private const int Cuts = 2;

    /// <summary>Null: not installed.</summary>
    public static string? EatMyData { get; } = new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib" }
        .Select(folder => Path.Combine(folder, "libeatmydata.so")).FirstOrDefault(File.Exists);

    public override Needs Needs => Needs.Disk | (isEmbedded ? Needs.Embedded : Needs.Nothing) | (isEmbedded && control ? Needs.EatMyData : Needs.Nothing);

    public override async Task StrikeAsync(Stage stage)
    {
        if (control)
        {
            await StopSyncingAsync(stage);
            await stage.PauseAsync(4); // of acknowledgements that are good for nothing
        }

        for (var cut = 0; cut < (control ? 1 : Cuts); cut++)
        {
            var victim = stage.OnDisk;
            var fault = await stage.BeganAsync(Name, victim.Name, Evidence.Slow, Evidence.Error, Evidence.Retry, Evidence.Reconnect);
            await victim.FreezeAsync();
            var left = await stage.Disk.SnapshotAsync();
            await victim.KillAsync();
            await stage.Disk.PutBackAsync(left);
            if (victim is AppProcess app)
            {
                app.MoreSettings = ImmutableSortedDictionary<string, string>.Empty;
            }

            await Stage.StartAsync(victim);
            await stage.HealedAsync(fault);
            await stage.PauseAsync(2 + (2 * stage.Random.NextDouble()));
        }
    }

    private async Task StopSyncingAsync(Stage stage)
    {
        if (!isEmbedded)
        {
            await stage.Sql.ExecuteAsync("SET GLOBAL innodb_flush_log_at_trx_commit = 0"); // until it is started again
            return;
        }

        await stage.Server.StopAsync();
        stage.Server.MoreSettings = ImmutableSortedDictionary<string, string>.Empty.Add("LD_PRELOAD", EatMyData!);
        await Stage.StartAsync(stage.Server);
    }
}
