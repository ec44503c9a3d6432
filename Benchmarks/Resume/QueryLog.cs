using MySqlConnector;

namespace Parley.Benchmarks.Resume;

/// <summary>What a MariaDB was asked from here on, by its own log of queries.</summary>
internal sealed class QueryLog : IAsyncDisposable
{
    private readonly MySqlConnection _connection;

    private QueryLog(MySqlConnection connection) => _connection = connection;

    /// <param name="connectionString">Of a superuser.</param>
    public static async Task<QueryLog> BeginAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        var log = new QueryLog(connection);
        await log.ExecuteAsync("SET GLOBAL log_output = 'TABLE'");
        await log.ExecuteAsync("TRUNCATE TABLE mysql.general_log");
        await log.ExecuteAsync("SET GLOBAL general_log = ON");
        return log;
    }

    /// <summary>Ends the log and counts.</summary>
    /// <param name="table">Those that read from this table.</param>
    public async Task<(long Reads, long All)> EndAsync(string table)
    {
        await ExecuteAsync("SET GLOBAL general_log = OFF");
        await using var command = _connection.CreateCommand();
        command.CommandText =
            "SELECT COALESCE(SUM(argument LIKE '%SELECT%' AND argument LIKE CONCAT('%', @table, '%')), 0), COUNT(*) FROM mysql.general_log WHERE command_type IN ('Query', 'Execute')";
        command.Parameters.AddWithValue("@table", table);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (Convert.ToInt64(row.GetValue(0), null), Convert.ToInt64(row.GetValue(1), null));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
