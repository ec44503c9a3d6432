using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans;
using Parley.Realtime;

namespace Parley.Silo.Cluster;

/// <summary>Silos are known, and their grains answer.</summary>
internal sealed class ClusterLinkCheck(ClusterLink link, ConnectionPatience patience, IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!link.IsConnected)
        {
            return HealthCheckResult.Unhealthy($"Waiting for the cluster. {patience.Reason}");
        }

        try
        {
            await grains.GetGrain<ISiloDirectoryGrain>(0).Active().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e)
        {
            return HealthCheckResult.Unhealthy("No silo answers.", e);
        }
    }
}
