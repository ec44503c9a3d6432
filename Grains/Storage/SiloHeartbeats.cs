using Dapper;

namespace Parley.Grains.Storage;

/// <summary>
/// Signs of life that silos of a cluster write into the database, beside the membership table: whoever finds that table
/// empty can tell whether the cluster is new, or alive and has lost it. Only in cluster mode.
/// </summary>
public sealed class SiloHeartbeats(Databases databases, string clusterId)
{
    private readonly string _now = databases.Identity.NowMs;

    /// <param name="silo">The silo's address with its generation.</param>
    public Task WriteAsync(string silo) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        $"INSERT INTO silo_heartbeats (cluster_id, silo, at_ms) VALUES (@clusterId, @silo, {_now}) ON DUPLICATE KEY UPDATE at_ms = {_now}",
        new { clusterId, silo }, transaction));

    /// <summary>Silos that have given a sign within the time.</summary>
    public Task<IReadOnlyList<string>> FreshAsync(TimeSpan within) => databases.Identity.ReadAsync<IReadOnlyList<string>>(async (connection, moment) =>
        [.. await connection.QueryAsync<string>(
            $"SELECT silo FROM silo_heartbeats WHERE cluster_id = @clusterId AND at_ms > {_now} - @within ORDER BY silo",
            new { clusterId, within = (long)within.TotalMilliseconds }, moment)]);

    /// <summary>Takes back the silo's, and those that nobody has renewed for an hour.</summary>
    public Task RemoveAsync(string silo) => databases.Identity.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        $"DELETE FROM silo_heartbeats WHERE cluster_id = @clusterId AND (silo = @silo OR at_ms < {_now} - 3600000)", new { clusterId, silo }, transaction));
}
