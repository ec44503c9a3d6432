namespace Parley.Grains.Storage;

/// <summary>
/// The databases of an installation, one per module, so that each can be moved apart; nothing spans two of them.
/// The log has a file of its own, because grain state writes would otherwise wait behind its commits.
/// </summary>
public sealed class Databases : IDisposable
{
    private readonly DataFolder _folder;

    private Databases(DataFolder folder)
    {
        _folder = folder;
        Messages = Source(folder, "messages.db");
        Identity = Source(folder, "identity.db");
        Grains = Source(folder, "grains.db");
    }

    /// <summary>Rooms: event log, heads, membership.</summary>
    public SqliteDataSource Messages { get; }

    /// <summary>Keys, revocations.</summary>
    public SqliteDataSource Identity { get; }

    /// <summary>Orleans grain state.</summary>
    public SqliteDataSource Grains { get; }

    /// <summary>Opens the files of the folder and brings their schemas up to date. From then on the folder is released with the databases.</summary>
    /// <exception cref="StartupException">One of them cannot be used.</exception>
    public static Databases Open(DataFolder folder, TimeProvider clock)
    {
        var databases = new Databases(folder);
        SchemaMigrator.Migrate(databases.Messages, "messages", clock);
        SchemaMigrator.Migrate(databases.Identity, "identity", clock);
        SchemaMigrator.Migrate(databases.Grains, "grains", clock);
        return databases;
    }

    private static SqliteDataSource Source(DataFolder folder, string name)
    {
        var path = folder.File(name);
        if (!OperatingSystem.IsWindows() && !File.Exists(path))
        {
            // SQLite creates its -wal and -shm files with the mode of the database.
            using var created = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        return new SqliteDataSource(path);
    }

    public void Dispose()
    {
        Messages.Dispose();
        Identity.Dispose();
        Grains.Dispose();
        _folder.Dispose();
    }
}
