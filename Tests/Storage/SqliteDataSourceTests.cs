using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

public class SqliteDataSourceTests
{
    /// <summary>In WAL mode only FULL makes a commit wait for the disk; NORMAL would lose acknowledged messages with the power.</summary>
    [Fact]
    public async Task A_commit_is_on_disk_before_it_returns()
    {
        await using var log = TestLog.OnSqlite();
        foreach (var source in new[] { log.Databases.Messages, log.Databases.Identity, log.Databases.Grains })
        {
            using var connection = source.Source.OpenConnection();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous";
            Assert.Equal(2L, command.ExecuteScalar());
            command.CommandText = "PRAGMA journal_mode";
            Assert.Equal("wal", command.ExecuteScalar());
        }
    }
}
