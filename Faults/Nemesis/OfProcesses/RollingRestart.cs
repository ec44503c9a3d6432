using Parley.Faults.History;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>Every process is asked to stop (SIGTERM) and started again, one after the other, under load.</summary>
internal sealed class RollingRestart() : Fault("F17", "rolling restart")
{
    public override async Task StrikeAsync(Stage stage)
    {
        ManagedProcess[] all = [.. stage.Cluster.Frontends, .. stage.Cluster.Silos, stage.Cluster.Redis, stage.Cluster.MariaDb];
        stage.Random.Shuffle(all);
        var fault = await stage.BeganAsync(Name, string.Join(' ', all.Select(process => process.Name)), Evidence.Reconnect);
        foreach (var process in all)
        {
            await process.StopAsync();
            await Stage.StartAsync(process);
        }

        await stage.HealedAsync(fault);
    }
}
