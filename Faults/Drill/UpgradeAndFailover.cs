using Parley.Faults.History;
using Parley.Faults.Nemesis;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;

namespace Parley.Faults.Drill;

/// <summary>First half of the drill: every process is upgraded, the primary database is killed and a replica promoted, then a dump is taken and a moment chosen to go back to.</summary>
internal sealed class UpgradeAndFailover(DrillSteps steps, string folder) : Fault("drill", "upgrade, primary database lost")
{
    private static readonly LocalClusterOptions This = new();

    /// <summary>Seconds of load between two steps.</summary>
    private const double Between = 3;

    /// <summary>Path of the dump.</summary>
    public string Dump { get; private set; } = "";

    /// <summary>A full second: what was committed before it is to come back.</summary>
    public DateTimeOffset Moment { get; private set; }

    public override Needs Needs => Needs.OlderBuild | Needs.Replicas;

    public override async Task StrikeAsync(Stage stage)
    {
        AppProcess[] all = [.. stage.Cluster.Silos, .. stage.Cluster.Frontends];
        var upgrade = await stage.BeganAsync("upgrade", string.Join(' ', all.Select(process => process.Name)), Evidence.Reconnect);
        await steps.DoAsync("Upgrade under load", () => UpgradeAsync(stage, all), $"{all.Length} processes, one after the other, silos first, each stopped and started");
        await stage.HealedAsync(upgrade);
        await stage.PauseAsync(Between);

        var group = stage.Replicas.Databases;
        var lost = group.Primary;
        var failover = await stage.BeganAsync("primary database kill -9", lost.Title, Evidence.Slow, Evidence.Error, Evidence.Retry);
        await lost.KillAsync();
        await stage.SeeOutageAsync(lost);
        await steps.DoAsync("Primary database killed, a replica promoted", () => group.FailoverAsync(), next => $"{next.Title} takes the place of {lost.Title}");
        await steps.DoAsync("Until clients are answered everywhere", () => stage.Crowd.FlowsAsync(TimeSpan.FromMinutes(1)));
        await steps.DoAsync("The lost server comes back as a replica", () => group.RejoinAsync(lost));
        await stage.HealedAsync(failover);

        Dump = await steps.DoAsync("Backup under load (mariadb-dump)", () => BackupScripts.DumpAsync(group.Primary, folder));
        await stage.PauseAsync(2 * Between);
        Moment = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        await stage.PauseAsync(2 * Between); // what comes now is what the operator wants to be rid of
    }

    private static async Task UpgradeAsync(Stage stage, IEnumerable<AppProcess> processes)
    {
        foreach (var process in processes)
        {
            await process.StopAsync();
            process.OtherProgram = process is SiloProcess ? This.SiloProgram : This.FrontendProgram;
            await Stage.StartAsync(process);
            await stage.PauseAsync(Between);
        }
    }
}
