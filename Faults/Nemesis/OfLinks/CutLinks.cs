using Parley.Faults.History;
using Parley.Faults.Network;

namespace Parley.Faults.Nemesis.OfLinks;

/// <summary>
/// Everything that goes over some links disappears, while their connections stay up: as when a cable is pulled. Afterwards the connections that
/// have lost something are reset.
/// </summary>
/// <param name="links">Which, and what they are called.</param>
/// <param name="oneWay">Only what goes to whoever connected disappears.</param>
internal sealed class CutLinks(string name, Func<Stage, (string Target, IReadOnlyList<ChaosProxy> Links)> links, bool oneWay, params Evidence[] expects) : Fault("F12", name)
{
    private static readonly LinkFaults Gone = LinkFaults.None with { Swallow = true };

    public override async Task StrikeAsync(Stage stage)
    {
        var (target, cut) = links(stage);
        var fault = await stage.BeganAsync(Name, target, [.. expects]);
        var before = cut.Sum(proxy => proxy.BytesSwallowed);
        foreach (var proxy in cut)
        {
            proxy.ToClient = Gone;
            if (!oneWay)
            {
                proxy.ToServer = Gone;
            }
        }

        await stage.PauseAsync(6 + (3 * stage.Random.NextDouble()));
        if (cut.Sum(proxy => proxy.BytesSwallowed) - before is var lost && lost > 0)
        {
            await stage.SawAsync(Evidence.Outage, $"{lost} bytes disappeared");
        }

        foreach (var proxy in cut)
        {
            ClusterLinks.Mend(proxy);
        }

        await stage.LearnsAsync(stage.Cluster.Silos, Stage.GivenUpForCertain);
        await stage.HealedAsync(fault);
    }
}
