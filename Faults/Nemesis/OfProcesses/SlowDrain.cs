using Parley.Faults.History;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>
/// SIGTERM, and before the process has handed everything over it freezes; its supervisor waits no longer than it must, and kills it. What it would have done until then is left undone at any point.
/// </summary>
/// <param name="of">Those that one is picked from.</param>
internal sealed class SlowDrain(string name, Func<ParleyCluster, IReadOnlyList<AppProcess>> of, params Evidence[] expects) : Fault("F18", name)
{
    private const double Grace = 5;

    /// <summary>A drain takes less than a second: it may be over before it can be held up.</summary>
    private const int Attempts = 5;

    public override async Task StrikeAsync(Stage stage)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var victim = stage.Pick(of(stage.Cluster));
            var fault = await stage.BeganAsync(Name, victim.Name, [.. expects]);
            victim.AskToStop();
            await stage.PauseAsync(0.15 * stage.Random.NextDouble());
            await victim.FreezeAsync();
            var isHeldUp = victim.State == ProcessState.Frozen;
            if (isHeldUp)
            {
                await stage.SawAsync(Evidence.Outage, $"{victim.Name} had not ended when it was frozen");
                await stage.PauseAsync(Grace);
                await victim.KillAsync();
            }

            await Stage.StartAsync(victim);
            await stage.HealedAsync(fault);
            if (isHeldUp)
            {
                return;
            }
        }

        throw new InvalidOperationException($"No drain of {Attempts} could be held up: all were over at once.");
    }
}
