using Microsoft.Extensions.Diagnostics.HealthChecks;
using Parley.Grains.Rooms;

namespace Parley.Silo.Health;

/// <summary>The writer of the room log works, and gets its write lock: it is given an append of nothing.</summary>
internal sealed class RoomLogCheck(IRoomLog log) : IHealthCheck
{
    private static readonly RoomAppend Nothing = new(Room: "health", ExpectedSeq: 0, Epoch: null, Events: [], Doubtful: []);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await log.AppendAsync(Nothing).WaitAsync(cancellationToken) is AppendResult.Committed
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The room log does not take writes.");
        }
        catch (OperationCanceledException e)
        {
            return HealthCheckResult.Unhealthy("The room log does not answer.", e);
        }
    }
}
