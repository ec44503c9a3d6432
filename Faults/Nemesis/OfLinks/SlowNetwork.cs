using Parley.Faults.History;
using Parley.Faults.Network;

namespace Parley.Faults.Nemesis.OfLinks;

/// <summary>Every byte over some links comes late, or only so many of them a second.</summary>
internal sealed class SlowNetwork(string name, Func<ClusterLinks, IEnumerable<ChaosProxy>> links, LinkFaults how, params Evidence[] expects) : Fault("F13", name)
{
    public override async Task StrikeAsync(Stage stage)
    {
        var slow = links(stage.Links).ToList();
        var fault = await stage.BeganAsync(Name, $"{slow.Count} links", [.. expects]);
        var before = slow.Sum(proxy => proxy.BytesPassed);
        foreach (var proxy in slow)
        {
            (proxy.ToServer, proxy.ToClient) = (how, how);
        }

        await stage.PauseAsync(8);
        if (slow.Sum(proxy => proxy.BytesPassed) - before is var passed && passed > 0)
        {
            await stage.SawAsync(Evidence.Outage, $"{passed} bytes went over slow links");
        }

        foreach (var proxy in slow)
        {
            (proxy.ToServer, proxy.ToClient) = (LinkFaults.None, LinkFaults.None);
        }

        await stage.HealedAsync(fault);
    }
}
