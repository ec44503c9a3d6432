using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Parley.Grains.Storage;

namespace Parley.Silo.Health;

/// <summary>All databases can be read.</summary>
internal sealed class DatabasesCheck(Databases databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var database in databases.All)
        {
            try
            {
                await database.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<long>("SELECT 1", transaction: moment)).WaitAsync(cancellationToken);
            }
            catch (Exception e)
            {
                return HealthCheckResult.Unhealthy($"The database {database.Module} cannot be read.", e);
            }
        }

        return HealthCheckResult.Healthy();
    }
}
