using System.Globalization;
using Parley.Faults.History;
using Parley.Faults.Load;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>
/// Silos and frontends start again with little memory each. Then the database stands still while much more is sent than rooms let wait: what does not fit is refused as busy, nobody dies of it, and all of it gets in
/// once the database goes on.
/// </summary>
/// <param name="megabytes">Of each process, with all that the kernel keeps for it.</param>
internal sealed class SqueezedMemory(int megabytes) : Fault("F23", $"silos and frontends with {megabytes} MiB each, flooded")
{
    /// <summary>More than the characters that may wait in a room, several times over.</summary>
    private const int SendsForEachRoom = 450;

    /// <summary>Nearly the longest that a message may be.</summary>
    private const int Characters = 15_000;

    private const double StandsStill = 6;

    public override Needs Needs => Needs.ControlGroups;

    public override LoadOptions Shape(LoadOptions load) => load with { Rooms = 4 };

    public override async Task StrikeAsync(Stage stage)
    {
        AppProcess[] all = [.. stage.Cluster.Silos, .. stage.Cluster.Frontends];
        var groups = all.ToDictionary(process => process, _ => ControlGroup.OfMemory(megabytes * 1024L * 1024));
        try
        {
            var fault = await stage.BeganAsync(Name, string.Join(' ', all.Select(process => process.Name)), Evidence.Outage);
            await RestartAsync(all, process => process.Through = groups[process].Into);
            await stage.Crowd.FlowsAsync(TimeSpan.FromMinutes(1));

            await stage.Cluster.MariaDb.FreezeAsync();
            var flood = stage.Crowd.FloodAsync([.. stage.Cluster.Frontends.Select(frontend => new Door(frontend.Name, frontend.Url))], SendsForEachRoom, Characters);
            await Task.WhenAny(flood, stage.PauseAsync(StandsStill));
            stage.Cluster.MariaDb.Thaw();
            while (!flood.IsCompleted && all.All(process => process.State != ProcessState.Dead))
            {
                await stage.PauseAsync(0.2);
            }

            var most = string.Join(", ", groups.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key.Name} {group.Value.Highest >> 20} MiB")));
            if (all.FirstOrDefault(process => process.State == ProcessState.Dead) is { } gone)
            {
                throw new InvalidOperationException($"{gone.Name} died of {megabytes} MiB (exit code {gone.ExitCode}; at most {most}).");
            }

            var busy = await flood;
            stage.Done.Add($"{busy} times busy, at most {most}");
            if (busy > 0)
            {
                await stage.SawAsync(Evidence.Outage, $"{busy} sends were refused as busy");
            }

            await RestartAsync(all, process => process.Through = []);
            await stage.HealedAsync(fault);
        }
        finally
        {
            stage.Cluster.MariaDb.Thaw();
            foreach (var (process, group) in groups)
            {
                process.Through = [];
                group.LetGo(process);
                group.Dispose();
            }
        }
    }

    private static async Task RestartAsync(IEnumerable<AppProcess> all, Action<AppProcess> change)
    {
        foreach (var process in all)
        {
            await process.StopAsync();
            change(process);
            await Stage.StartAsync(process);
        }
    }
}
