using Parley.Faults.History;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>
/// SIGSTOP for a silo, then SIGCONT: it wakes up and believes that nothing happened. If the others have declared it dead meanwhile, it must
/// write nothing more, and ends when it learns of it; then it is started again. If not, it goes on.
/// </summary>
internal sealed class FrozenSilo(int seconds) : Fault("F2", $"silo SIGSTOP {seconds} s")
{
    /// <summary>A silo that was given up learns of it within the pause between two looks at the membership table, and then needs a while to end.</summary>
    private static readonly TimeSpan LearnsWithin = TimeSpan.FromSeconds(15);

    /// <summary>One that has been ready for so long goes on.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(4);

    public override bool IsLong => seconds >= 30;

    public override async Task StrikeAsync(Stage stage)
    {
        var victim = stage.Pick(stage.Cluster.Silos);
        var fault = await stage.BeganAsync(Name, victim.Name, Evidence.Slow, Evidence.Error, Evidence.Retry);
        await victim.FreezeAsync();
        await stage.PauseAsync(seconds);
        victim.Thaw();
        if (!await GoesOnAsync(stage, victim))
        {
            await victim.WaitForExitAsync();
            await Stage.StartAsync(victim);
        }

        await stage.HealedAsync(fault);
    }

    private static async Task<bool> GoesOnAsync(Stage stage, SiloProcess silo)
    {
        var thawed = stage.Timestamp();
        for (var ready = thawed; stage.Since(thawed) < LearnsWithin && stage.Since(ready) < Steady; await stage.PauseAsync(0.2))
        {
            if (silo.State == ProcessState.Dead)
            {
                return false;
            }

            ready = await silo.WhyNotReadyAsync() is null ? ready : stage.Timestamp();
        }

        return silo.State != ProcessState.Dead;
    }
}
