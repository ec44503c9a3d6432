using System.Data.Common;
using Dapper;

namespace Parley.Grains.Storage;

/// <summary>The table that says which scripts a database has had.</summary>
internal sealed class SchemaHistory(Database database, TimeProvider clock)
{
    /// <summary>On a server modules may share a database.</summary>
    private readonly string _table = database.Engine == SqlEngine.Sqlite ? "schema_versions" : $"schema_versions_{database.Module}";

    /// <summary>The last script; 0: none. Changes nothing, not even in an empty database.</summary>
    public async Task<int> CurrentAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        var exists = database.Engine == SqlEngine.Sqlite
            ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @table"
            : "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = @table";
        return await connection.ExecuteScalarAsync<long>(exists, new { table = _table }) == 0
            ? 0
            : await connection.ExecuteScalarAsync<int?>($"SELECT MAX(version) FROM {_table}") ?? 0;
    }

    /// <summary>Makes the table if it is missing.</summary>
    public async Task PrepareAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {_table} (version INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL, applied_at_ms BIGINT NOT NULL)");
    }

    /// <summary>
    /// Runs a script and records it, in one transaction. MySQL commits at each CREATE of itself: there only the record is one
    /// with the check of the lease, and a script that was interrupted, or is being run by an owner who is late, runs again;
    /// so its statements are all such that a second time does no harm.
    /// </summary>
    /// <exception cref="LeaseLostException">Another has the lock now. Nothing was recorded.</exception>
    public async Task ApplyAsync(SchemaScript script, SqlLease lease)
    {
        await lease.ConfirmAsync();
        if (database.Engine == SqlEngine.MySql)
        {
            await using var own = await database.Source.OpenConnectionAsync();
            await own.ExecuteAsync(script.Sql, commandTimeout: 0); // large tables take their time
        }

        await database.WriteAsync(async (connection, transaction) =>
        {
            if (database.Engine == SqlEngine.Sqlite)
            {
                await connection.ExecuteAsync(script.Sql, transaction: transaction, commandTimeout: 0);
            }

            await lease.ConfirmAsync(connection, transaction);
            return await RecordAsync(connection, transaction, script);
        });
    }

    private Task<int> RecordAsync(DbConnection connection, DbTransaction transaction, SchemaScript script) => connection.ExecuteAsync(
        $"INSERT INTO {_table} (version, name, applied_at_ms) VALUES (@Version, @Name, @At)",
        new { script.Version, script.Name, At = clock.GetUtcNow().ToUnixTimeMilliseconds() },
        transaction);
}
