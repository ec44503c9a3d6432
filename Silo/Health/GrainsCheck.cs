using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans;
using Parley.Realtime;

namespace Parley.Silo.Health;

/// <summary>The silo has joined its cluster, and its grains answer.</summary>
internal sealed class GrainsCheck(IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var silos = await grains.GetGrain<ISiloDirectoryGrain>(0).Active().WaitAsync(cancellationToken);
            return silos.IsEmpty ? HealthCheckResult.Unhealthy("No silo is active.") : HealthCheckResult.Healthy();
        }
        catch (Exception e)
        {
            return HealthCheckResult.Unhealthy("Grains do not answer.", e);
        }
    }
}
