using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;

namespace Parley.Tests.Support;

/// <summary>The real log on databases of its own.</summary>
public sealed class TestLog : IAsyncDisposable
{
    private readonly TempFolder? _folder;

    private TestLog(Databases databases, IRoomLog log, TempFolder? folder) => (Databases, Log, _folder) = (databases, log, folder);

    public Databases Databases { get; }

    public IRoomLog Log { get; }

    public static TestLog OnSqlite(RoomOptions? options = null)
    {
        var folder = new TempFolder();
        var databases = Databases.Open(DataFolder.Open(folder.Path), TimeProvider.System);
        return new TestLog(databases, new SqliteRoomLog((SqliteDatabase)databases.Messages, Options.Create(options ?? new RoomOptions()), NullLogger<SqliteRoomLog>.Instance), folder);
    }

    public static async Task<TestLog> OnMariaDb(MariaDbServer server, RoomOptions? options = null)
    {
        var connection = await server.NewDatabase();
        var databases = Databases.Connect(new DatabaseConnections(connection, connection, connection), TimeProvider.System);
        return new TestLog(databases, MariaDbLog(databases, options), null);
    }

    /// <summary>One more log on the same databases, as another silo has.</summary>
    public static MySqlRoomLog MariaDbLog(Databases databases, RoomOptions? options = null) =>
        new((MySqlDatabase)databases.Messages, Options.Create(options ?? new RoomOptions()), NullLogger<MySqlRoomLog>.Instance);

    public async ValueTask DisposeAsync()
    {
        if (Log is IAsyncDisposable server)
        {
            await server.DisposeAsync();
        }
        else
        {
            ((IDisposable)Log).Dispose();
        }

        Databases.Dispose();
        _folder?.Dispose();
    }
}
