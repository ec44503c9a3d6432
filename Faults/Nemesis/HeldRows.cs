using System.Globalization;
using MySqlConnector;
using Parley.Faults.History;

namespace Parley.Faults.Nemesis;

/// <summary>Rows that the nemesis has locked: whoever comes to them stands still in the middle of what it does, until it is killed or they are let go.</summary>
internal sealed class HeldRows : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MySqlConnection _connection;

    private HeldRows(MySqlConnection connection) => _connection = connection;

    /// <param name="query">A SELECT of the rows.</param>
    public static async Task<HeldRows> LockAsync(Stage stage, string query)
    {
        var held = new HeldRows(await stage.Sql.OpenAsync());
        await SqlHand.ExecuteAsync(held._connection, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"); // the rows, and not what lies between them
        await SqlHand.ExecuteAsync(held._connection, "BEGIN");
        var rows = 0;
        await using (var command = new MySqlCommand($"{query} FOR UPDATE", held._connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                rows++;
            }
        }

        return rows > 0 ? held : throw new InvalidOperationException($"There is nothing to hold: {query}");
    }

    /// <summary>Until somebody waits for them.</summary>
    /// <param name="statement">Of whoever waits: LIKE.</param>
    public async Task SomebodyWaitsAsync(Stage stage, string statement)
    {
        await using var waiting = new MySqlCommand("SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT' AND trx_query LIKE @statement", _connection);
        waiting.Parameters.AddWithValue("@statement", statement);
        for (var started = stage.Timestamp(); Convert.ToInt64(await waiting.ExecuteScalarAsync(), CultureInfo.InvariantCulture) == 0; await stage.PauseAsync(0.15)) // who asks more often than ten times a second is told what was told before
        {
            if (stage.Since(started) > Patience)
            {
                throw new TimeoutException($"Nobody came to what was held within {Patience.TotalSeconds:0} s: {statement}");
            }
        }

        await stage.SawAsync(Evidence.Outage, $"{statement} stood still");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
