using System.Collections.Immutable;
using Parley.Faults.History;
using Parley.LocalCluster.Apps;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>
/// One silo is restarted with a clock that is ahead, and another (or a frontend) with one that is behind; then all with the right one. Order goes by number and not by clock, and ids stay unique.
/// </summary>
internal sealed class WrongClocks(string name, TimeSpan ofSilo, TimeSpan ofFrontend) : Fault("F14", name)
{
    private const double Wrong = 6;

    public override Needs Needs => Needs.FakeTime;

    public override async Task StrikeAsync(Stage stage)
    {
        var victims = new List<(AppProcess Process, TimeSpan Ahead)> { (stage.Pick(stage.Cluster.Silos), ofSilo) };
        if (ofFrontend != TimeSpan.Zero)
        {
            victims.Add((stage.Pick(stage.Cluster.Frontends), ofFrontend));
        }

        var fault = await stage.BeganAsync(Name, string.Join(' ', victims.Select(victim => victim.Process.Name)), Evidence.Outage);
        foreach (var (process, ahead) in victims)
        {
            await RestartAsync(process, FakeTime.Ahead(ahead));
            var off = await ClockOffAsync(process);
            if ((off - ahead).Duration() < TimeSpan.FromSeconds(30))
            {
                await stage.SawAsync(Evidence.Outage, $"the clock of {process.Name} is off by {off.TotalSeconds:0} s");
            }
        }

        await stage.PauseAsync(Wrong);
        foreach (var (process, _) in victims)
        {
            await RestartAsync(process, ImmutableSortedDictionary<string, string>.Empty);
        }

        await stage.HealedAsync(fault);
    }

    private static async Task RestartAsync(AppProcess process, ImmutableSortedDictionary<string, string> settings)
    {
        await process.StopAsync();
        process.MoreSettings = settings;
        await Stage.StartAsync(process);
    }

    /// <summary>By the Date of an answer.</summary>
    private static async Task<TimeSpan> ClockOffAsync(AppProcess process)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(process.Url, "/health/live"));
        return (answer.Headers.Date ?? default) - DateTimeOffset.UtcNow;
    }
}
