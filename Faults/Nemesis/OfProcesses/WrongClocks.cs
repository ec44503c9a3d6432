using System.Collections.Immutable;
using Parley.Faults.History;
using Parley.LocalCluster;
using Parley.LocalCluster.Apps;

namespace Parley.Faults.Nemesis.OfProcesses;

/// <summary>
/// One process is restarted with a clock that is wrong, and later with the right one. Order goes by number and not by clock, and ids stay unique. Silos at one address must start later each time by their own
/// clocks (Orleans tells their lives apart by the second in which each began): a silo that was ahead stays away until the right time has come to where it was.
/// </summary>
/// <param name="of">Those that one is picked from.</param>
internal sealed class WrongClocks(string name, TimeSpan ahead, Func<ParleyCluster, IReadOnlyList<AppProcess>> of, bool isSilo = false) : Fault("F14", name)
{
    private const double Wrong = 8;

    public override Needs Needs => Needs.FakeTime;

    public override bool IsLong => isSilo;

    public override async Task StrikeAsync(Stage stage)
    {
        var victim = stage.Pick(of(stage.Cluster));
        var fault = await stage.BeganAsync(Name, victim.Name, Evidence.Outage);
        await RestartAsync(victim, FakeTime.Ahead(ahead), TimeSpan.Zero, stage);
        var off = await FakeTime.OffAsync(victim);
        stage.Done.Add($"off by {off.TotalSeconds:0} s");
        if ((off - ahead).Duration() < TimeSpan.FromSeconds(30))
        {
            await stage.SawAsync(Evidence.Outage, $"the clock of {victim.Name} is off by {off.TotalSeconds:0} s");
        }

        await stage.PauseAsync(Wrong);
        await RestartAsync(victim, ImmutableSortedDictionary<string, string>.Empty, isSilo ? ahead : TimeSpan.Zero, stage);
        await stage.HealedAsync(fault);
    }

    private static async Task RestartAsync(AppProcess process, ImmutableSortedDictionary<string, string> settings, TimeSpan away, Stage stage)
    {
        await process.StopAsync();
        process.MoreSettings = settings;
        await stage.PauseAsync(away);
        await Stage.StartAsync(process);
    }
}
