using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Parley.Grains.Storage;

/// <summary>
/// Brings one database to the schema this program needs: numbered SQL scripts, each run once, in one transaction with
/// the row that says so. A database from a newer program is refused.
/// </summary>
public static class SchemaMigrator
{
    /// <summary>Runs what is missing of <c>Storage/Sql/sqlite/{database}/NNNN_name.sql</c>.</summary>
    /// <param name="database">Name of the module: messages, identity, grains.</param>
    /// <exception cref="StartupException">The database is newer than this program, or is not a database.</exception>
    public static void Migrate(SqliteDataSource source, string database, TimeProvider clock)
    {
        try
        {
            using var connection = source.Open();
            SqliteDataSource.Execute(connection, "PRAGMA journal_mode=WAL");
            connection.Execute("CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL)");
            var current = connection.ExecuteScalar<int?>("SELECT MAX(version) FROM schema_versions") ?? 0;
            var scripts = Scripts(database);
            if (current > scripts[^1].Version)
            {
                throw new StartupException(
                    $"The database {source.Path} has schema {current}, but this program knows only up to {scripts[^1].Version}. Run the newer program.");
            }

            foreach (var script in scripts.Where(script => script.Version > current))
            {
                using var transaction = connection.BeginTransaction();
                connection.Execute(script.Sql, transaction: transaction);
                connection.Execute(
                    "INSERT INTO schema_versions (version, name, applied_at_ms) VALUES (@Version, @Name, @At)",
                    new { script.Version, script.Name, At = clock.GetUtcNow().ToUnixTimeMilliseconds() },
                    transaction);
                transaction.Commit();
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLiteErrors.ReadOnly or SQLiteErrors.CannotOpen)
        {
            throw new StartupException($"The database {source.Path} cannot be written. Give this user write access, or set Parley__DataPath to another folder.", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLiteErrors.NotADatabase or SQLiteErrors.Corrupt)
        {
            throw new StartupException($"The file {source.Path} is not a readable SQLite database ({e.Message}). Put a backup in its place, or set Parley__DataPath.", e);
        }
    }

    private static List<(int Version, string Name, string Sql)> Scripts(string database)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"sqlite/{database}/";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                var file = Path.GetFileNameWithoutExtension(name[prefix.Length..]);
                return (int.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
            })
            .ToList();
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
