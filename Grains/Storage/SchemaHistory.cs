using System.Data.Common;
using Dapper;

namespace Parley.Grains.Storage;

/// <summary>The table that says which scripts a database has had.</summary>
internal sealed class SchemaHistory(Database database, TimeProvider clock)
{
    /// <summary>On a server modules may share a database.</summary>
    private readonly string _table = database.Engine == SqlEngine.Sqlite ? "schema_versions" : $"schema_versions_{database.Module}";

    /// <summary>How far it is. Changes nothing, not even in an empty database.</summary>
    public async Task<SchemaMark> MarkAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        var columns = await ColumnsAsync(connection);
        if (columns.Count == 0)
        {
            return default;
        }

        // Of a script that says nothing about it, a program has run it that promised nothing: then all others need it.
        var needs = columns.Contains("needs") ? "COALESCE(needs, version)" : "version";
        return new SchemaMark(
            await connection.ExecuteScalarAsync<int?>($"SELECT MAX(version) FROM {_table}") ?? 0,
            await connection.ExecuteScalarAsync<int?>($"SELECT MAX({needs}) FROM {_table}") ?? 0);
    }

    /// <summary>Makes the table if it is missing.</summary>
    public async Task PrepareAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {_table} (version INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL, applied_at_ms BIGINT NOT NULL, needs INTEGER)");
    }

    /// <summary>Gives a table that an older program has made the column it lacks. Under the lease; older programs do not mind.</summary>
    public async Task CompleteAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        if (!(await ColumnsAsync(connection)).Contains("needs"))
        {
            await connection.ExecuteAsync($"ALTER TABLE {_table} ADD COLUMN needs INTEGER");
        }
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
        $"INSERT INTO {_table} (version, name, applied_at_ms, needs) VALUES (@Version, @Name, @At, @Needs)",
        new { script.Version, script.Name, At = clock.GetUtcNow().ToUnixTimeMilliseconds(), script.Needs },
        transaction);

    /// <summary>Names of its columns; none: there is no table.</summary>
    private async Task<HashSet<string>> ColumnsAsync(DbConnection connection) => (await connection.QueryAsync<string>(
        database.Engine == SqlEngine.Sqlite
            ? "SELECT name FROM pragma_table_info(@table)"
            : "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = @table",
        new { table = _table })).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
