using Parley.Faults.History;
using Parley.LocalCluster;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfStores;

/// <summary>SIGSTOP for MariaDB or Redis, then SIGCONT: connections stand and nobody answers.</summary>
internal sealed class FrozenStore(string code, string name, int seconds, Func<ParleyCluster, ManagedProcess> store, params Evidence[] expects)
    : Fault(code, $"{name} SIGSTOP {seconds} s")
{
    public override bool IsLong => seconds >= 30;

    public override async Task StrikeAsync(Stage stage)
    {
        var victim = store(stage.Cluster);
        var fault = await stage.BeganAsync(Name, victim.Name, [.. expects]);
        await victim.FreezeAsync();
        await stage.SeeOutageAsync(victim);
        await stage.PauseAsync(seconds);
        victim.Thaw();
        await victim.WaitReadyAsync();
        await stage.HealedAsync(fault);
    }
}
