using Microsoft.Extensions.Logging.Abstractions;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;

namespace Parley.Tests.Support;

/// <summary>The real log on a SQLite file of its own.</summary>
public sealed class TestLog : IDisposable
{
    private readonly TempFolder _folder = new();

    public TestLog()
    {
        Databases = Databases.Open(DataFolder.Open(_folder.Path), TimeProvider.System);
        Log = new SqliteRoomLog(Databases, NullLogger<SqliteRoomLog>.Instance);
    }

    public Databases Databases { get; }

    public SqliteRoomLog Log { get; }

    public void Dispose()
    {
        Log.Dispose();
        Databases.Dispose();
        _folder.Dispose();
    }
}
