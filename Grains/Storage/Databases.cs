namespace Parley.Grains.Storage;

/// <summary>
/// The databases of an installation, one per module, so that each can be moved apart; nothing spans two of them.
/// Embedded, the log has a file of its own, because grain state writes would otherwise wait behind its commits.
/// </summary>
public sealed class Databases : IDisposable
{
    private readonly DataFolder? _folder;

    private Databases(Database messages, Database identity, Database grains, DataFolder? folder)
    {
        (Messages, Identity, Grains, _folder) = (messages, identity, grains, folder);
    }

    /// <summary>Rooms: event log, heads, membership.</summary>
    public Database Messages { get; }

    /// <summary>Keys, revocations.</summary>
    public Database Identity { get; }

    /// <summary>Orleans grain state and reminders.</summary>
    public Database Grains { get; }

    /// <summary>All of them, in the order in which they are brought up to date.</summary>
    public IEnumerable<Database> All => [Messages, Identity, Grains];

    /// <summary>Opens the files of the folder and brings their schemas up to date. From then on the folder is released with the databases.</summary>
    /// <exception cref="StartupException">One of them cannot be used.</exception>
    public static Databases Open(DataFolder folder, TimeProvider clock)
    {
        var databases = new Databases(File(folder, "messages"), File(folder, "identity"), File(folder, "grains"), folder);
        databases.Migrate(clock);
        return databases;
    }

    /// <summary>Connects to the servers and brings their schemas up to date.</summary>
    /// <exception cref="StartupException">One of them cannot be reached or used.</exception>
    public static Databases Connect(DatabaseConnections connections, TimeProvider clock)
    {
        var databases = new Databases(
            new MySqlDatabase("messages", connections.Messages),
            new MySqlDatabase("identity", connections.Identity),
            new MySqlDatabase("grains", connections.Grains),
            folder: null);
        databases.Migrate(clock);
        return databases;
    }

    public void Dispose()
    {
        foreach (var database in All)
        {
            database.Dispose();
        }

        _folder?.Dispose();
    }

    private void Migrate(TimeProvider clock)
    {
        // At start, before there is anything to be asynchronous for.
        Task.Run(async () =>
        {
            foreach (var database in All)
            {
                await new SchemaMigrator(database, clock).MigrateAsync();
            }
        }).GetAwaiter().GetResult();
    }

    private static SqliteDatabase File(DataFolder folder, string module)
    {
        var path = folder.File($"{module}.db");
        if (!OperatingSystem.IsWindows() && !System.IO.File.Exists(path))
        {
            // SQLite creates its -wal and -shm files with the mode of the database.
            using var created = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        return new SqliteDatabase(module, path);
    }
}

/// <summary>Where the modules' databases are, in cluster mode. They may be the same; their tables do not clash.</summary>
public sealed record DatabaseConnections(string Messages, string Identity, string Grains);
