using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Parley.Silo.Cluster;

/// <summary>Redis answers and keeps the membership table. If not, rooms go on, so that the silo stays ready.</summary>
internal sealed class MembershipCheck(MembershipTableGuard guard) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(guard.Warning is { } warning ? HealthCheckResult.Degraded(warning) : HealthCheckResult.Healthy());
}
