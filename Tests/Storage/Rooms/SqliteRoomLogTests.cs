using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Rooms;

public sealed class SqliteRoomLogTests : RoomLogSpec
{
    [Fact]
    public async Task A_commit_is_on_disk_before_it_is_answered()
    {
        // The promise rests on these two settings of every connection of the file.
        Assert.Equal(2L, Scalar("PRAGMA synchronous")); // FULL
        Assert.Equal("wal", Scalar("PRAGMA journal_mode"));

        await Append("a", 0, Created("a"), Joined(2));
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Databases.Messages.Place};Pooling=false");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "SELECT count(*) FROM room_events";
        Assert.Equal(2L, command.ExecuteScalar());
    }

    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());
}
