using Parley.Faults.History;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>SIGKILL for all silos and frontends at once; all are started again.</summary>
internal sealed class ColdStart() : Fault("F21", "all silos and frontends kill -9, cold start")
{
    public override async Task StrikeAsync(Stage stage)
    {
        ManagedProcess[] all = [.. stage.Cluster.Silos, .. stage.Cluster.Frontends];
        var fault = await stage.BeganAsync(Name, string.Join(' ', all.Select(process => process.Name)), Evidence.Reconnect);
        await Task.WhenAll(all.Select(process => process.KillAsync()));
        await Stage.StartAsync(all);
        await stage.HealedAsync(fault);
    }
}
