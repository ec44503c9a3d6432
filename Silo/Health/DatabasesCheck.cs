using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Parley.Grains.Storage;

namespace Parley.Silo.Health;

/// <summary>All databases can be read.</summary>
internal sealed class DatabasesCheck(Databases databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var source in new[] { databases.Messages, databases.Identity, databases.Grains })
        {
            try
            {
                await Task.Run(() => Read(source), cancellationToken).WaitAsync(cancellationToken);
            }
            catch (Exception e)
            {
                return HealthCheckResult.Unhealthy($"{Path.GetFileName(source.Path)} cannot be read.", e);
            }
        }

        return HealthCheckResult.Healthy();
    }

    private static void Read(SqliteDataSource source)
    {
        using var connection = source.OpenReader();
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM schema_versions");
    }
}
