using System.Collections.Immutable;

namespace Parley.LocalCluster.Plan;

/// <summary>All that was decided before anything starts and stays over restarts: who there is, and where.</summary>
public sealed record ClusterPlan
{
    /// <summary>Paths of the built programs, Parley.Silo.dll and Parley.WebFrontend.dll.</summary>
    public required string SiloProgram { get; init; }

    public required string FrontendProgram { get; init; }

    public required int MariaDbPort { get; init; }

    /// <summary>Null: below the cluster's folder.</summary>
    public string? DatabaseFolder { get; init; }

    public ImmutableArray<string> DatabaseOptions { get; init; } = [];

    public required int RedisPort { get; init; }

    /// <summary>Null: nothing in front of the frontends.</summary>
    public ProxyPlan? Proxy { get; init; }

    public ImmutableArray<SiloPlan> Silos { get; init; } = [];

    public ImmutableArray<FrontendPlan> Frontends { get; init; } = [];

    /// <summary>For all silos and frontends, as environment variables.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Ports that belong to this cluster, whether in use at the moment or not.</summary>
    internal IEnumerable<int> Ports =>
    [
        MariaDbPort, RedisPort,
        .. Proxy is null ? Array.Empty<int>() : [Proxy.Port, Proxy.AdminPort],
        .. Silos.SelectMany(silo => (int[])[silo.HttpPort, silo.SiloPort, silo.GatewayPort]),
        .. Frontends.Select(frontend => frontend.HttpPort),
    ];
}

/// <param name="AdminPort">HAProxy's runtime commands.</param>
public sealed record ProxyPlan(int Port, int AdminPort);

/// <summary>How one process reaches the stores: their own ports, or those of something in between.</summary>
public sealed record StorePorts(int MariaDb, int Redis);

/// <param name="Number">From 1.</param>
/// <param name="SiloPort">Where it listens for silos.</param>
/// <param name="GatewayPort">Where it listens for frontends.</param>
/// <param name="AdvertisedSiloPort">Where others look for it: the same, or something in between.</param>
public sealed record SiloPlan(int Number, int HttpPort, int SiloPort, int GatewayPort, int AdvertisedSiloPort, int AdvertisedGatewayPort, StorePorts Stores)
{
    internal string Name => NameOf(Number);

    internal static string NameOf(int number) => $"silo{number}";
}

/// <param name="Number">From 1.</param>
/// <param name="ProxiedPort">Where the proxy looks for it: the same, or something in between.</param>
public sealed record FrontendPlan(int Number, int HttpPort, int ProxiedPort, StorePorts Stores)
{
    internal string Name => NameOf(Number);

    internal static string NameOf(int number) => $"frontend{number}";
}
