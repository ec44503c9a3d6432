using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Parley.Grains.Storage;
using Parley.Silo.Dashboard;
using Parley.Silo.Telemetry;

namespace Parley.Silo.Cluster;

/// <summary>A process that calls the grains of a cluster and hosts none: a frontend, or the admin command line.</summary>
public static class ClusterClient
{
    /// <summary>
    /// Adds the client. It connects in the background: the host starts at once, and <see cref="ClusterLink"/> says when grains can be called.
    /// </summary>
    /// <exception cref="StartupException">A setting is missing or cannot be read.</exception>
    public static void AddClusterClient(this IHostApplicationBuilder builder)
    {
        var node = ClusterNode.Read(builder);
        var services = builder.Services;
        services.AddSingleton<ClusterLink>();
        services.AddSingleton<IClusterConnectionStatusObserver>(provider => provider.GetRequiredService<ClusterLink>());
        services.AddSingleton(provider => new ConnectionPatience(node.Store, node.Place, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ConnectionPatience>>()));
        var own = services.Count;
        builder.UseOrleansClient(client => client.UseCluster(node));
        services.StartInBackground(own);
        services.AddHealthChecks().AddCheck<ClusterLinkCheck>("cluster", timeout: TimeSpan.FromSeconds(3));
    }

    private static void UseCluster(this IClientBuilder client, ClusterNode node)
    {
        var options = node.Options;
        _ = node.Sql is { } sql ? client.UseSqlMembership(sql) : client.UseRedisClustering(node.Share);
        client.Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = (OrleansService.Id, options.ClusterId));
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = options.GatewayRefresh);
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.CallTimeout);
        client.Configure<ConnectionOptions>(connections => connections.OpenConnectionTimeout = options.MaxProbeTimeout);
        client.AddOrleansDashboard();
        client.AddTracing();
        client.AddOutgoingGrainCallFilter<RepeatCalls>();
        client.Services.AddSingleton<IClientConnectionRetryFilter>(provider => provider.GetRequiredService<ConnectionPatience>());
        client.Services.KeepGatewaysWhileTableIsEmpty();
    }

    private static void KeepGatewaysWhileTableIsEmpty(this IServiceCollection services)
    {
        var provider = services.Last(service => service.ServiceType == typeof(IGatewayListProvider));
        services.Remove(provider);
        services.AddSingleton<IGatewayListProvider>(all => new SteadyGatewayList((IGatewayListProvider)(
            provider.ImplementationFactory?.Invoke(all) ?? ActivatorUtilities.CreateInstance(all, provider.ImplementationType!))));
    }

    /// <summary>Takes Orleans' hosted services out of the host's start: until the cluster is there, the host says that it waits.</summary>
    private static void StartInBackground(this IServiceCollection services, int from)
    {
        var hosted = services.Skip(from).Where(service => service.ServiceType == typeof(IHostedService)).ToArray();
        foreach (var service in hosted)
        {
            services.Remove(service);
        }

        services.AddSingleton<IHostedService>(provider => new BackgroundStart(
            [.. hosted.Select(service => (IHostedService)(service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!)))],
            provider.GetRequiredService<ClusterLink>(), provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<ILogger<BackgroundStart>>()));
    }
}
