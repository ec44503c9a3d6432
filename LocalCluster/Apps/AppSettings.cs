using System.Collections.Immutable;
using System.Globalization;
using Parley.LocalCluster.Plan;
using Parley.LocalCluster.Proxy;
using Parley.LocalCluster.Stores;

namespace Parley.LocalCluster.Apps;

/// <summary>The environment of silos and frontends. Pure.</summary>
internal static class AppSettings
{
    public static ImmutableSortedDictionary<string, string> Silo(ClusterPlan plan, SiloPlan silo) => Common(silo.Name, silo.HttpPort, silo.Stores)
        .Add("Parley__Cluster__SiloPort", Text(silo.AdvertisedSiloPort))
        .Add("Parley__Cluster__GatewayPort", Text(silo.AdvertisedGatewayPort))
        .Add("Parley__Cluster__ListenSiloPort", Text(silo.SiloPort))
        .Add("Parley__Cluster__ListenGatewayPort", Text(silo.GatewayPort))
        .SetItems(plan.Settings);

    public static ImmutableSortedDictionary<string, string> Frontend(ClusterPlan plan, FrontendPlan frontend) =>
        Common(frontend.Name, frontend.HttpPort, frontend.Stores)
            .Add("Parley__Proxies__0", "127.0.0.1")
            .Add("Parley__Shutdown__ReadinessDelay", plan.Proxy is null ? "00:00:00" : HaProxyConfig.NoticesWithin.ToString("c", CultureInfo.InvariantCulture))
            .SetItems(plan.Settings);

    /// <summary>Straight to the stores, whatever stands between them and the nodes.</summary>
    public static ImmutableSortedDictionary<string, string> Admin(ClusterPlan plan) => Stores(new StorePorts(plan.MariaDbPort, plan.RedisPort)).SetItems(plan.Settings);

    private static ImmutableSortedDictionary<string, string> Common(string name, int httpPort, StorePorts stores) => Stores(stores)
        .Add("Parley__Cluster__Name", name)
        .Add("Parley__Cluster__Address", "127.0.0.1")
        .Add("ASPNETCORE_URLS", $"http://127.0.0.1:{Text(httpPort)}");

    private static ImmutableSortedDictionary<string, string> Stores(StorePorts stores) => ImmutableSortedDictionary<string, string>.Empty
        .Add("Parley__Mode", "Cluster")
        .Add("ConnectionStrings__MySql", $"Server=127.0.0.1;Port={Text(stores.MariaDb)};User ID=root;Database={MariaDbProcess.Database}")
        .Add("ConnectionStrings__Redis", $"127.0.0.1:{Text(stores.Redis)}");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
