using System.Data.Common;
using Dapper;

namespace Parley.Grains.Storage;

/// <summary>What there is to say of a database before a program relies on it. Changes nothing.</summary>
public static class DatabaseProbe
{
    /// <summary>Connects.</summary>
    /// <exception cref="StartupException">The database cannot be used.</exception>
    public static async Task<DatabaseFinding> LookAsync(Database database, TimeProvider clock)
    {
        var schema = await new SchemaMigrator(database, clock).StatusAsync();
        if (database.Engine == SqlEngine.Sqlite)
        {
            return new DatabaseFinding(schema, []); // it is set by ourselves
        }

        try
        {
            return new DatabaseFinding(schema, [.. (await DurabilityAsync(database)).Weaknesses()]);
        }
        catch (DbException e)
        {
            return new DatabaseFinding(schema, [$"It does not say whether a commit survives a power cut: {e.Message}"]); // some services hide their settings
        }
    }

    /// <summary>Connects to what is to be read in the place of a database.</summary>
    /// <returns>Whether it takes writes, and so is the primary, or believes to be.</returns>
    /// <exception cref="DbException">It cannot be used.</exception>
    public static async Task<bool> TakesWritesAsync(Database replica) => await replica.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<long>("SELECT CAST(@@GLOBAL.read_only AS SIGNED)", transaction: moment)) == 0;

    internal static Task<MySqlDurability> DurabilityAsync(Database database) => database.ReadAsync((connection, moment) =>
        connection.QuerySingleAsync<MySqlDurability>(MySqlDurability.Query, transaction: moment));
}

/// <param name="Weaknesses">Why a commit may not survive a power cut, and what to set: a sentence each.</param>
public sealed record DatabaseFinding(SchemaStatus Schema, IReadOnlyList<string> Weaknesses);
