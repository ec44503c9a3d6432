using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace Parley.Grains.Storage;

/// <summary>
/// Brings one database to the schema this program needs: numbered SQL scripts, each run once. Whoever comes first runs them,
/// the others wait; a database from a newer program is refused.
/// </summary>
public sealed class SchemaMigrator(Database database, TimeProvider clock)
{
    /// <summary>How long another node may take to migrate before we give up waiting for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>On a server modules may share a database.</summary>
    private string VersionTable => database.Engine == SqlEngine.Sqlite ? "schema_versions" : $"schema_versions_{database.Module}";

    /// <summary>Runs what is missing of <c>Storage/Sql/{engine}/{module}/NNNN_name.sql</c>.</summary>
    /// <exception cref="StartupException">The database is newer than this program, or cannot be used.</exception>
    public void Migrate()
    {
        try
        {
            using var connection = database.Source.OpenConnection();
            Prepare(connection);
            using var turn = TakeTurn(connection);
            foreach (var script in Pending(connection))
            {
                Run(connection, script);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLiteErrors.ReadOnly or SQLiteErrors.CannotOpen)
        {
            throw new StartupException($"The database {database.Place} cannot be written. Give this user write access, or set Parley__DataPath to another folder.", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLiteErrors.NotADatabase or SQLiteErrors.Corrupt)
        {
            throw new StartupException($"The file {database.Place} is not a readable SQLite database ({e.Message}). Put a backup in its place, or set Parley__DataPath.", e);
        }
        catch (MySqlException e)
        {
            throw new StartupException($"The database {database.Place} cannot be used: {e.Message} Check the connection string of module {database.Module}.", e) { MayPass = e.IsTransient || e.ErrorCode == MySqlErrorCode.UnableToConnectToHost };
        }
    }

    /// <summary>The version of the database and the scripts that it lacks.</summary>
    /// <exception cref="StartupException">It is newer than this program.</exception>
    private List<Script> Pending(DbConnection connection)
    {
        var current = connection.ExecuteScalar<int?>($"SELECT MAX(version) FROM {VersionTable}") ?? 0;
        var scripts = Scripts();
        return current <= scripts[^1].Version
            ? [.. scripts.Where(script => script.Version > current)]
            : throw new StartupException(
                $"The database {database.Place} has schema {current}, but this program knows only up to {scripts[^1].Version}. Run the newer program.");
    }

    private void Prepare(DbConnection connection)
    {
        if (database.Engine == SqlEngine.Sqlite)
        {
            connection.Execute("PRAGMA journal_mode=WAL");
        }

        connection.Execute($"CREATE TABLE IF NOT EXISTS {VersionTable} (version INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL, applied_at_ms BIGINT NOT NULL)");
    }

    /// <summary>
    /// On a server only one node migrates at a time. The lock belongs to the connection: it is free again when the node dies.
    /// </summary>
    private Turn? TakeTurn(DbConnection connection)
    {
        if (database.Engine == SqlEngine.Sqlite)
        {
            return null; // one process has the folder
        }

        var name = $"parley-{VersionTable}";
        return connection.ExecuteScalar<int?>("SELECT GET_LOCK(@name, @seconds)", new { name, seconds = (int)Patience.TotalSeconds }, commandTimeout: 0) == 1
            ? new Turn(() => connection.Execute("SELECT RELEASE_LOCK(@name)", new { name }))
            : throw new StartupException($"Another node has been migrating {database.Place} for {Patience.TotalMinutes} minutes. Look there, then start again.");
    }

    /// <summary>
    /// With the row that says so, in one transaction. MySQL commits at each CREATE of itself: there a script that was
    /// interrupted runs again, so its statements are all IF NOT EXISTS.
    /// </summary>
    private void Run(DbConnection connection, Script script)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(script.Sql, transaction: transaction);
        connection.Execute(
            $"INSERT INTO {VersionTable} (version, name, applied_at_ms) VALUES (@Version, @Name, @At)",
            new { script.Version, script.Name, At = clock.GetUtcNow().ToUnixTimeMilliseconds() },
            transaction);
        transaction.Commit();
    }

    private List<Script> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{(database.Engine == SqlEngine.Sqlite ? "sqlite" : "mysql")}/{database.Module}/";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                var file = Path.GetFileNameWithoutExtension(name[prefix.Length..]);
                return new Script(int.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
            })
            .ToList();
    }

    private sealed record Script(int Version, string Name, string Sql);

    private sealed class Turn(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}

/// <summary>Primary result codes, https://www.sqlite.org/rescode.html</summary>
internal static class SQLiteErrors
{
    public const int ReadOnly = 8;
    public const int Corrupt = 11;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;
}
