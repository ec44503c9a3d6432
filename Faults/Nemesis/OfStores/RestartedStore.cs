using Parley.Faults.History;
using Parley.LocalCluster;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>SIGTERM for MariaDB or Redis, which ends in order, and a new start at once.</summary>
internal sealed class RestartedStore(string code, string name, Func<ParleyCluster, ManagedProcess> store) : Fault(code, $"{name} restart")
{
    public override async Task StrikeAsync(Stage stage)
    {
        var victim = store(stage.Cluster);
        var fault = await stage.BeganAsync(Name, victim.Name, Evidence.Slow, Evidence.Error, Evidence.Outage);
        await victim.StopAsync();
        await stage.SeeOutageAsync(victim);
        await Stage.StartAsync(victim);
        await stage.HealedAsync(fault);
    }
}
