using Parley.Faults.History;
using Parley.LocalCluster.Apps;
using Parley.LocalCluster.Processes;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>All silos and frontends together get a part of one processor for a while. They become slow; nobody may be given up for it, or giving up would go round.</summary>
internal sealed class SqueezedProcessors(double processors, int seconds) : Fault("F23", $"silos and frontends on {processors:0.0} processors for {seconds} s")
{
    public override Needs Needs => Needs.ControlGroups;

    public override async Task StrikeAsync(Stage stage)
    {
        AppProcess[] all = [.. stage.Cluster.Silos, .. stage.Cluster.Frontends];
        using var group = ControlGroup.OfProcessors(processors);
        var fault = await stage.BeganAsync(Name, string.Join(' ', all.Select(process => process.Name)), Evidence.Outage);
        try
        {
            foreach (var process in all)
            {
                group.Take(process);
            }

            await stage.PauseAsync(seconds);
            if (group.Throttled is var throttled && throttled > 0)
            {
                await stage.SawAsync(Evidence.Outage, $"they got less than they wanted in {throttled} periods of 0.1 s");
            }
        }
        finally
        {
            foreach (var process in all)
            {
                group.LetGo(process);
            }
        }

        await stage.LearnsAsync(stage.Cluster.Silos, Stage.HardlyGivenUp);
        if (all.FirstOrDefault(process => process.State == ProcessState.Dead) is { } gone)
        {
            throw new InvalidOperationException($"{gone.Name} was given up because it was slow.");
        }

        await stage.HealedAsync(fault);
    }
}
