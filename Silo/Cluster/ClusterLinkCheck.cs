using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Parley.Silo.Cluster;

/// <summary>
/// There is a silo to talk to. Grains are not asked: one that lives on a frozen silo would not answer, and a frontend that others can
/// reach their rooms through would be taken out of service for it.
/// </summary>
internal sealed class ClusterLinkCheck(ClusterLink link, ConnectionPatience patience) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !link.IsConnected ? HealthCheckResult.Unhealthy($"Waiting for the cluster. {patience.Reason}")
        : link.Gateways == 0 ? HealthCheckResult.Unhealthy("No silo can be reached.")
        : HealthCheckResult.Healthy());
}
