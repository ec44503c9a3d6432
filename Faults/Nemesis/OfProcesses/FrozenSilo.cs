using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>
/// SIGSTOP for a silo, then SIGCONT: it wakes up and believes that nothing happened. If the others have declared it dead meanwhile, it must
/// write nothing more, and ends when it learns of it; then it is started again. If not, it goes on.
/// </summary>
internal sealed class FrozenSilo(int seconds) : Fault("F2", $"silo SIGSTOP {seconds} s")
{
    public override bool IsLong => seconds >= 30;

    public override async Task StrikeAsync(Stage stage)
    {
        var victim = stage.Pick(stage.Cluster.Silos);
        var fault = await stage.BeganAsync(Name, victim.Name, Evidence.Slow, Evidence.Error, Evidence.Retry);
        await victim.FreezeAsync();
        await stage.PauseAsync(seconds);
        victim.Thaw();
        await stage.LearnsAsync([victim], seconds > 7 ? Stage.GivenUpForCertain : Stage.HardlyGivenUp);
        await stage.HealedAsync(fault);
    }
}
