using System.Collections.Immutable;
using Parley.Grains.Storage.Replicas;

namespace Parley.Grains.Storage;

/// <summary>
/// The databases of an installation, one per module, so that each can be moved apart; nothing spans two of them.
/// Embedded, the log has a file of its own, because grain state writes would otherwise wait behind its commits.
/// </summary>
public sealed class Databases : IDisposable
{
    private readonly DataFolder? _folder;

    private Databases(Database messages, Database identity, Database grains, Database search, DataFolder? folder)
    {
        (Messages, Identity, Grains, Search, _folder) = (messages, identity, grains, search, folder);
    }

    /// <summary>Rooms: event log, heads, membership.</summary>
    public Database Messages { get; }

    /// <summary>Keys, revocations.</summary>
    public Database Identity { get; }

    /// <summary>Orleans grain state and reminders.</summary>
    public Database Grains { get; }

    /// <summary>The index of messages: follows from the log, and may be thrown away.</summary>
    public Database Search { get; }

    /// <summary>All of them, in the order in which they are brought up to date.</summary>
    public IEnumerable<Database> All => [Messages, Identity, Grains, Search];

    /// <summary>All replicas, each with the module whose database it follows (the first, if several are kept in one), and its number there, from 1.</summary>
    public IEnumerable<(string Module, int Number, Database Replica)> Replicas =>
        All.DistinctBy(database => database.Replicas).SelectMany(database => database.Replicas.All.Select(replica => (database.Module, replica.Number, (Database)replica.Database)));

    /// <summary>Replicas that are not read, and why: a sentence each, for anybody, without addresses.</summary>
    public IReadOnlyList<string> ReplicaWarnings =>
    [
        .. All.DistinctBy(database => database.Replicas).SelectMany(database => database.Replicas.All
            .Where(replica => replica.Fault is ReplicaFault.Silent or ReplicaFault.Behind)
            .Select(replica => $"Replica {replica.Number} of the database {database.Module} is not read: it {(replica.Fault == ReplicaFault.Behind ? "is too far behind" : "does not answer")}.")),
    ];

    /// <summary>Names of the modules, in the same order.</summary>
    public static IReadOnlyList<string> Modules { get; } = ["messages", "identity", "grains", "search"];

    /// <summary>Opens the files of the folder and brings their schemas up to date. From then on the folder is released with the databases.</summary>
    /// <exception cref="StartupException">One of them cannot be used.</exception>
    public static Databases Open(DataFolder folder, TimeProvider clock) => UpToDate(AsTheyAre(folder), clock);

    /// <summary>Connects to the servers and brings their schemas up to date.</summary>
    /// <exception cref="StartupException">One of them cannot be reached or used.</exception>
    public static Databases Connect(DatabaseConnections connections, TimeProvider clock) => UpToDate(AsTheyAre(connections), clock);

    /// <summary>The files of the folder, empty ones where some are missing, with the schemas that they have.</summary>
    public static Databases AsTheyAre(DataFolder folder) => new(
        File(folder, "messages"), File(folder, "identity"), File(folder, "grains"), File(folder, "search", isDerived: true), folder);

    /// <summary>The databases of the servers with the schemas that they have. Not connected yet.</summary>
    public static Databases AsTheyAre(DatabaseConnections connections)
    {
        var sets = new Dictionary<(string, string), ReplicaSet>();
        return new(
            Server("messages", connections.Messages, connections.MessagesReplicas),
            Server("identity", connections.Identity, []), // decides who may what: never from a replica
            Server("grains", connections.Grains, connections.GrainsReplicas),
            Server("search", connections.Search, connections.SearchReplicas),
            folder: null);

        MySqlDatabase Server(string module, string connection, ImmutableArray<string> replicas)
        {
            // Modules in one place have its replicas in common: they are looked at once.
            var key = (connection, string.Join('\n', replicas));
            var set = replicas.IsEmpty ? ReplicaSet.None : sets.TryGetValue(key, out var known) ? known : sets[key] = new ReplicaSet(replicas);
            return new MySqlDatabase(module, connection, set);
        }
    }

    /// <summary>Where a module's file is in a data folder.</summary>
    public static string FileOf(string folder, string module) => Path.Combine(folder, $"{module}.db");

    /// <summary>Brings the schemas up to date.</summary>
    /// <returns>The scripts that were run here, by module.</returns>
    /// <exception cref="StartupException">One of them cannot be reached or used, or is newer than this program.</exception>
    public async Task<IReadOnlyList<(Database Database, IReadOnlyList<SchemaScript> Scripts)>> MigrateAsync(TimeProvider clock)
    {
        var run = new List<(Database, IReadOnlyList<SchemaScript>)>();
        foreach (var database in All)
        {
            run.Add((database, await new SchemaMigrator(database, clock).MigrateAsync()));
        }

        return run;
    }

    public void Dispose()
    {
        foreach (var database in All)
        {
            database.Dispose();
        }

        _folder?.Dispose();
    }

    private static Databases UpToDate(Databases databases, TimeProvider clock)
    {
        try
        {
            // At start, before there is anything to be asynchronous for.
            Task.Run(() => databases.MigrateAsync(clock)).GetAwaiter().GetResult();
            return databases;
        }
        catch
        {
            databases.Dispose();
            throw;
        }
    }

    private static SqliteDatabase File(DataFolder folder, string module, bool isDerived = false)
    {
        var path = FileOf(folder.Path, module);
        if (!OperatingSystem.IsWindows() && !System.IO.File.Exists(path))
        {
            // SQLite creates its -wal and -shm files with the mode of the database.
            using var created = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        return new SqliteDatabase(module, path, isDerived);
    }
}

/// <summary>Where the modules' databases are, in cluster mode. They may be the same; their tables do not clash.</summary>
public sealed record DatabaseConnections(string Messages, string Identity, string Grains)
{
    /// <summary>Of the index of messages: beside the log, if nothing else is said.</summary>
    public string Search { get; init; } = Messages;

    /// <summary>Servers that follow the one of the module messages: at most <see cref="MaxReplicas"/>.</summary>
    public ImmutableArray<string> MessagesReplicas { get; init; } = [];

    /// <summary>The same for grain state.</summary>
    public ImmutableArray<string> GrainsReplicas { get; init; } = [];

    /// <summary>The same for the index of messages.</summary>
    public ImmutableArray<string> SearchReplicas { get; init; } = [];

    /// <summary>Of one database.</summary>
    public const int MaxReplicas = 16;

    /// <summary>There is one of any of them.</summary>
    public bool HasReplicas => !(MessagesReplicas.IsEmpty && GrainsReplicas.IsEmpty && SearchReplicas.IsEmpty);
}
