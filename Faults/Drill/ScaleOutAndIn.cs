using Parley.Faults.History;
using Parley.Faults.Nemesis;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Drill;

/// <summary>Second half: a silo and a frontend more, then the first of each is asked to stop and stays away until the end.</summary>
internal sealed class ScaleOutAndIn(DrillSteps steps) : Fault("drill", "scaled out and in")
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Seconds of load with more, and with fewer: longer than silos take to share their rooms out anew.</summary>
    private const double Between = 15;

    public override async Task StrikeAsync(Stage stage)
    {
        await steps.DoAsync("Scale out under load", async () =>
        {
            await stage.Cluster.AddSiloAsync();
            await stage.Cluster.AddFrontendAsync();
        }, "one silo and one frontend more");
        await stage.PauseAsync(Between);

        ManagedProcess[] away = [stage.Cluster.Frontends[0], stage.Cluster.Silos[0]];
        var fault = await stage.BeganAsync("scale in", string.Join(' ', away.Select(process => process.Name)), Evidence.Reconnect);
        await steps.DoAsync("Scale in under load", async () =>
        {
            foreach (var process in away)
            {
                await process.StopAsync();
            }
        }, "the first frontend and the first silo, by SIGTERM");
        await steps.DoAsync("Until clients are answered everywhere", () => stage.Crowd.FlowsAsync(Patience));
        await stage.PauseAsync(Between);
        await stage.HealedAsync(fault);
    }
}
