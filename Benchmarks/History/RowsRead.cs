using System.Globalization;
using MySqlConnector;

namespace Parley.Benchmarks.History;

/// <summary>Rows that a MariaDB has fetched, of all tables and for all who asked: its counters <c>Handler_read_…</c>.</summary>
internal sealed class RowsRead : IAsyncDisposable
{
    private readonly MySqlConnection _connection;

    private RowsRead(MySqlConnection connection) => _connection = connection;

    /// <param name="connectionString">Of a superuser.</param>
    public static async Task<RowsRead> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        return new RowsRead(connection);
    }

    /// <summary>Since the server has started.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME LIKE 'HANDLER_READ%' AND VARIABLE_NAME NOT LIKE '%TMP%'";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
