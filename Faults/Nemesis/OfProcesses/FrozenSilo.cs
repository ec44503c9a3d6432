using Parley.Faults.History;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>
/// SIGSTOP for a silo, then SIGCONT: it wakes up and believes that nothing happened. If the others have declared it dead meanwhile, it must
/// write nothing more, and ends when it learns of it; then it is started again. If not, it goes on.
/// </summary>
internal sealed class FrozenSilo(int seconds) : Fault("F2", $"silo SIGSTOP {seconds} s")
{
    /// <summary>A silo that was given up learns of it within the pause between two looks at the membership table, and then needs a while to end.</summary>
    private static readonly TimeSpan LearnsWithin = TimeSpan.FromSeconds(13);

    /// <summary>Frozen for less time than the others need to be sure, it is not given up.</summary>
    private static readonly TimeSpan GoesOnWithin = TimeSpan.FromSeconds(4);

    public override bool IsLong => seconds >= 30;

    public override async Task StrikeAsync(Stage stage)
    {
        var victim = stage.Pick(stage.Cluster.Silos);
        var fault = await stage.BeganAsync(Name, victim.Name, Evidence.Slow, Evidence.Error, Evidence.Retry);
        await victim.FreezeAsync();
        await stage.PauseAsync(seconds);
        victim.Thaw();
        try
        {
            await victim.WaitForExitAsync().WaitAsync(seconds > 7 ? LearnsWithin : GoesOnWithin);
            await Stage.StartAsync(victim);
        }
        catch (TimeoutException)
        {
            // It lives: nobody had given it up.
        }

        await stage.HealedAsync(fault);
    }
}
