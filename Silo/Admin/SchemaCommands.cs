using Parley.Grains.Storage;

namespace Parley.Silo.Admin;

/// <summary>What <c>admin migrate</c> does, on the databases themselves: a silo could not start before.</summary>
internal sealed class SchemaCommands(AdminSettings settings)
{
    /// <summary>How far each database is. Changes nothing, and makes no files.</summary>
    /// <exception cref="StartupException">A database cannot be used.</exception>
    /// <exception cref="DataFolderInUseException">A server has the data folder.</exception>
    public async Task<IReadOnlyList<SchemaStatus>> StatusAsync()
    {
        if (settings.Connections is { } connections)
        {
            using var databases = Databases.AsTheyAre(connections);
            return await StatusAsync(databases.All);
        }

        // A folder without databases is not even locked.
        var path = settings.DataPath!;
        if (!Databases.Modules.Any(module => File.Exists(Databases.FileOf(path, module))))
        {
            return [.. Databases.Modules.Select(module => Missing(path, module))];
        }

        using var folder = DataFolder.Open(path);
        var all = new List<SchemaStatus>();
        foreach (var module in Databases.Modules)
        {
            if (!File.Exists(Databases.FileOf(path, module)))
            {
                all.Add(Missing(path, module));
                continue;
            }

            using var database = new SqliteDatabase(module, Databases.FileOf(path, module));
            all.AddRange(await StatusAsync([database]));
        }

        return all;
    }

    /// <summary>Brings all databases up to date.</summary>
    /// <returns>What was run, database by database.</returns>
    /// <exception cref="StartupException">A database cannot be used, or is newer than this program.</exception>
    /// <exception cref="DataFolderInUseException">A server has the data folder.</exception>
    public async Task<IReadOnlyList<MigratedDatabase>> MigrateAsync()
    {
        using var databases = settings.Connections is { } connections ? Databases.AsTheyAre(connections) : Databases.AsTheyAre(DataFolder.Open(settings.DataPath!));
        var run = await databases.MigrateAsync(TimeProvider.System);
        return [.. run.Select(one => new MigratedDatabase(one.Database.Module, one.Database.Place, [.. one.Scripts.Select(script => script.ToString())]))];
    }

    private static async Task<IReadOnlyList<SchemaStatus>> StatusAsync(IEnumerable<Database> databases)
    {
        var all = new List<SchemaStatus>();
        foreach (var database in databases)
        {
            all.Add(await new SchemaMigrator(database, TimeProvider.System).StatusAsync());
        }

        return all;
    }

    private static SchemaStatus Missing(string path, string module) =>
        SchemaStatus.Of(module, Databases.FileOf(path, module), default, SchemaScript.Of(SqlEngine.Sqlite, module));
}

/// <param name="Ran">The scripts that were run, by name; empty: it was up to date.</param>
internal sealed record MigratedDatabase(string Module, string Place, IReadOnlyList<string> Ran);
