using Parley.Faults.History;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>
/// A rolling upgrade under load: the cluster runs an older build; every process is stopped (SIGTERM) and started as this version, silos before frontends, one after the other, with load at every mixture.
/// Then a step is taken back: a frontend and a silo run the older build again, on the schema of the newer one, if it takes it; at last they are upgraded as well.
/// </summary>
internal sealed class MixedVersions() : Fault("F22", "rolling upgrade and a step back, mixed versions")
{
    /// <summary>Seconds of load at each mixture.</summary>
    private const double Mixed = 2;

    private static readonly LocalClusterOptions This = new();

    public override Needs Needs => Needs.OlderBuild;

    public override async Task StrikeAsync(Stage stage)
    {
        AppProcess[] all = [.. stage.Cluster.Silos, .. stage.Cluster.Frontends];
        foreach (var process in all.Reverse().Where(process => process.OtherProgram is not null))
        {
            await RollAsync(stage, process, isOlder: true); // an earlier run has upgraded it
        }

        var fault = await stage.BeganAsync(Name, string.Join(' ', all.Select(process => process.Name)), Evidence.Reconnect);
        foreach (var process in all)
        {
            await RollAsync(stage, process, isOlder: false);
        }

        var back = new AppProcess[] { stage.Pick(stage.Cluster.Frontends), stage.Pick(stage.Cluster.Silos) };
        try
        {
            foreach (var process in back)
            {
                await RollAsync(stage, process, isOlder: true);
            }
        }
        catch (ClusterException e) when (e.Message.Contains("Run the newer program.", StringComparison.Ordinal))
        {
            stage.Done.Add("no step back: the older build does not take the newer schema");
        }

        foreach (var process in back.Reverse())
        {
            await RollAsync(stage, process, isOlder: false);
        }

        await stage.HealedAsync(fault);
    }

    private static async Task RollAsync(Stage stage, AppProcess process, bool isOlder)
    {
        if (process.State != ProcessState.Dead)
        {
            await process.StopAsync();
        }

        process.OtherProgram = isOlder ? null : process is SiloProcess ? This.SiloProgram : This.FrontendProgram;
        await Stage.StartAsync(process);
        await stage.PauseAsync(Mixed);
    }
}
