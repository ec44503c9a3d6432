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
    /// <param name="pattern">Of the statements to count beside all of them, as LIKE has it.</param>
    public async Task<(long Counted, long All)> EndAsync(string pattern)
    {
        await ExecuteAsync("SET GLOBAL general_log = OFF");
        await using var command = _connection.CreateCommand();
        command.CommandText =
            "SELECT COALESCE(SUM(argument LIKE @pattern), 0), COUNT(*) FROM mysql.general_log WHERE command_type IN ('Query', 'Execute')";
        command.Parameters.AddWithValue("@pattern", pattern);
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
