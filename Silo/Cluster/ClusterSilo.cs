using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Orleans.Hosting;
using Parley.FileStores;
using Parley.Grains;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Silo.Dashboard;
using Parley.Silo.Health;
using Parley.Silo.Telemetry;

namespace Parley.Silo.Cluster;

/// <summary>A silo of a cluster, in a process of its own.</summary>
internal static class ClusterSilo
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Waits for database and Redis, brings the databases up to date and adds the silo and its health checks.</summary>
    /// <exception cref="StartupException">A setting is missing, or what is needed did not answer in time.</exception>
    public static async Task AddClusterSiloAsync(this IHostApplicationBuilder builder, TimeProvider clock)
    {
        var node = ClusterNode.Read(builder);
        var connections = ClusterConnections.Read(builder.Configuration);

        // What a silo needs is there before it joins: first the databases, then a membership table that can be trusted.
        var patience = StartPatience.For(node.Options.StartPatience, clock);
        var databases = await patience.Until(() => Task.FromResult(Databases.Connect(connections, clock)));
        var checks = builder.Services.AddSiloHealth();
        if (connections.HasReplicas)
        {
            checks.AddCheck<ReplicasCheck>("replicas");
        }

        if (node.Table is { } table)
        {
            var heartbeats = new SiloHeartbeats(databases, node.Options.ClusterId);
            var start = new MembershipStart(table, heartbeats, $"{node.Store} ({node.Place})");
            await patience.Until(async () =>
            {
                await start.RequireSafeAsync();
                return true;
            });
            builder.Services.AddSingleton(table).AddSingleton(heartbeats);
            builder.Services.AddSingleton<MembershipTableGuard>();
            builder.Services.AddHostedService(services => services.GetRequiredService<MembershipTableGuard>());
            checks.AddCheck<MembershipCheck>("membership");
        }

        _ = builder.Services.AddFileStore(builder.Configuration, dataPath: null); // for images of previews
        builder.UseOrleans(silo => silo.UseCluster(node).AddTracing().AddOwnProcess().AddParleyGrains(databases).AddOrleansDashboard());
        builder.Services.AddHostedService<RoomBalancer>();
    }

    private static ISiloBuilder UseCluster(this ISiloBuilder silo, ClusterNode node)
    {
        var options = node.Options;
        _ = node.Sql is { } sql ? silo.UseSqlMembership(sql) : silo.UseRedisClustering(node.Share);
        silo.Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = (OrleansService.Id, options.ClusterId));
        silo.Configure<SiloOptions>(self => self.SiloName = options.Name ?? $"{Environment.MachineName}-{options.SiloPort.ToString(CultureInfo.InvariantCulture)}");
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.SiloPort = options.SiloPort;
            endpoints.GatewayPort = options.GatewayPort;
            if (options.Address is not null)
            {
                endpoints.AdvertisedIPAddress = IPAddress.Parse(options.Address);
            }

            var listen = endpoints.AdvertisedIPAddress ?? IPAddress.Any;
            endpoints.SiloListeningEndpoint = new IPEndPoint(listen, options.ListenSiloPort ?? options.SiloPort);
            endpoints.GatewayListeningEndpoint = new IPEndPoint(listen, options.ListenGatewayPort ?? options.GatewayPort);
        });
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            // MaxProbeTimeout × NumMissedProbesLimit also bounds for how long anything received on a connection counts as a sign of life.
            membership.ProbeTimeout = options.ProbeTimeout;
            membership.MinProbeTimeout = options.ProbeTimeout / 2;
            membership.MaxProbeTimeout = options.MaxProbeTimeout;
            membership.NumMissedProbesLimit = options.MissedProbes;
            membership.TableRefreshTimeout = options.TableRefresh;
            membership.IAmAliveTablePublishTimeout = options.SignOfLife;
        });
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            // Below the default: a call into a silo that is dying must not hold up its caller long after the others know.
            messaging.ResponseTimeout = CallTimeout;
            messaging.SystemResponseTimeout = CallTimeout;
            messaging.PlacementTimeout = CallTimeout;
        });
        silo.Configure<ConnectionOptions>(connections => connections.OpenConnectionTimeout = options.MaxProbeTimeout);
        return silo;
    }
}
