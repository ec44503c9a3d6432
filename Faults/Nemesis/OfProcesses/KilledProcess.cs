using Parley.Faults.History;
using Parley.LocalCluster;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>SIGKILL for one process; it is started again some seconds later.</summary>
/// <param name="of">Those that one is picked from.</param>
internal sealed class KilledProcess(string code, string name, Func<ParleyCluster, IReadOnlyList<ManagedProcess>> of, params Evidence[] expects) : Fault(code, name)
{
    public override async Task StrikeAsync(Stage stage)
    {
        var victim = stage.Pick(of(stage.Cluster));
        var fault = await stage.BeganAsync(Name, victim.Name, [.. expects]);
        await victim.KillAsync();
        await stage.SeeOutageAsync(victim);
        await stage.PauseAsync(3 + (2 * stage.Random.NextDouble()));
        await Stage.StartAsync(victim);
        await stage.HealedAsync(fault);
    }
}
