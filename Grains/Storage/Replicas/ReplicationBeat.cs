using Dapper;

namespace Parley.Grains.Storage.Replicas;

/// <summary>
/// The time, written into the database again and again: what a replica has of it tells how old it is, over any number of servers in between, without the rights that
/// the server's own figures need, and also when the replica no longer hears from anybody, of which those know nothing. By the clock of the database alone.
/// </summary>
internal static class ReplicationBeat
{
    // No schema script: only installations with replicas have it, and it holds nothing that lasts.
    private const string Table = "CREATE TABLE IF NOT EXISTS replication_beats (name VARCHAR(20) NOT NULL PRIMARY KEY, at_ms BIGINT NOT NULL)";

    private const string Name = "beat";

    public static async Task PrepareAsync(Database primary)
    {
        await using var connection = await primary.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(Table);
        await connection.ExecuteAsync(primary.InsertIfAbsent("replication_beats", "name", "at_ms"), new { name = Name, at_ms = 0L });
    }

    /// <summary>Writes the time, unless another node has just done so.</summary>
    /// <returns>The time of the database, Unix time in ms.</returns>
    public static Task<long?> WriteAsync(Database primary, TimeSpan every) => primary.WriteAsync<long?>(async (connection, transaction) =>
    {
        await connection.ExecuteAsync(
            $"UPDATE replication_beats SET at_ms = {primary.NowMs} WHERE name = @Name AND at_ms < {primary.NowMs} - @half",
            new { Name, half = (long)every.TotalMilliseconds / 2 }, transaction);
        return await connection.ExecuteScalarAsync<long>($"SELECT {primary.NowMs}", transaction: transaction);
    });

    /// <summary>The time as a replica has it.</summary>
    public static Task<long?> ReadAsync(Database replica) => replica.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<long?>("SELECT at_ms FROM replication_beats WHERE name = @Name", new { Name }, moment));
}
