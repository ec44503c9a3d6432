using System.Net;
using Parley.Faults.Load;
using Parley.Faults.Network;
using Parley.LocalCluster;
using Parley.LocalCluster.Plan;

namespace Parley.Faults.Nemesis;

/// <summary>A proxy in every link of a cluster, and one in front of each frontend.</summary>
internal sealed class ClusterLinks(int seed) : IAsyncDisposable
{
    private readonly List<(Link Link, ChaosProxy Proxy)> _inside = [];
    private readonly List<(Door Door, ChaosProxy Proxy)> _doors = [];

    /// <summary>Where clients come in: one door for each frontend.</summary>
    public IReadOnlyList<Door> Doors => [.. _doors.Select(door => door.Door)];

    public IEnumerable<ChaosProxy> OfDoors => _doors.Select(door => door.Proxy);

    /// <summary>Commits of silos whose replies are lost when it is told so.</summary>
    public LostCommits Commits { get; } = new();

    private IEnumerable<ChaosProxy> All => _inside.Select(link => link.Proxy).Concat(OfDoors);

    /// <summary>For <see cref="LocalClusterOptions.Through"/>.</summary>
    public ValueTask<int> PutInto(Link link)
    {
        var proxy = Start(link.Port);
        if (link is { Kind: LinkKind.MariaDb, From: var from } && from.StartsWith("silo", StringComparison.Ordinal))
        {
            proxy.Add(Commits.Trigger()); // it looks only at connections made later, so it is there from the start
        }

        _inside.Add((link, proxy));
        return ValueTask.FromResult(proxy.EndPoint.Port);
    }

    public void PutInFrontOf(ParleyCluster cluster)
    {
        foreach (var frontend in cluster.Frontends)
        {
            var proxy = Start(frontend.Url.Port);
            _doors.Add((new Door(frontend.Name, new Uri($"http://{proxy.EndPoint}")), proxy));
        }
    }

    /// <param name="between">Name of the process that connects, or that is connected to; null: all.</param>
    public IReadOnlyList<ChaosProxy> Of(LinkKind kind, string? between = null) =>
        [.. _inside.Where(link => link.Link.Kind == kind && (between is null || between == link.Link.From || between == link.Link.To)).Select(link => link.Proxy)];

    /// <summary>As if nothing had ever been wrong. Connections that have lost bytes are reset: what comes next on them would not be understood.</summary>
    public void Mend()
    {
        foreach (var proxy in All)
        {
            Mend(proxy);
        }
    }

    /// <summary>The same for one.</summary>
    public static void Mend(ChaosProxy proxy)
    {
        foreach (var link in proxy.Links.Where(link => link.BytesSwallowed > 0))
        {
            link.Reset();
        }

        (proxy.ToServer, proxy.ToClient) = (LinkFaults.None, LinkFaults.None);
        proxy.Accept();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in All)
        {
            await proxy.DisposeAsync();
        }
    }

    private ChaosProxy Start(int port) => ChaosProxy.Start(new IPEndPoint(IPAddress.Loopback, port), seed: seed + _inside.Count + _doors.Count);
}
