using Microsoft.Extensions.Diagnostics.HealthChecks;
using Parley.Grains.Storage;

namespace Parley.Silo.Health;

/// <summary>All replicas are read. If not, others answer in their place, so that the silo stays ready.</summary>
internal sealed class ReplicasCheck(Databases databases) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(databases.ReplicaWarnings is { Count: > 0 } warnings ? HealthCheckResult.Degraded(string.Join(' ', warnings)) : HealthCheckResult.Healthy());
}
