using Dapper;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Search;

public sealed class SqliteSearchTests : SearchSpec
{
    [Fact]
    public async Task Words_of_an_erased_message_are_no_longer_in_the_file()
    {
        await Room("a", "ann");
        await Post("a", "ann", "stays");
        var seq = await Post("a", "ann", "unspeakable");
        await Index();
        Assert.True(await FileHolds("wwunspeakable"));

        await Append("a", at => new MessageDeleted { Seq = at, Sender = "ann", At = DateTimeOffset.UnixEpoch, N = 2, Target = seq });
        await Index();

        Assert.False(await FileHolds("unspeakable"));
        Assert.True(await FileHolds("wwstays"));
    }

    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());

    private async Task<bool> FileHolds(string text)
    {
        await using (var connection = await Databases.Search.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        return (await File.ReadAllBytesAsync(Databases.Search.Place, TestContext.Current.CancellationToken)).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(text)) >= 0;
    }
}

public sealed class MariaDbSearchTests(MariaDbServer server) : SearchSpec
{
    private protected override Task<TestLog> CreateLog()
    {
        Assert.SkipWhen(MariaDbServer.Missing is not null, MariaDbServer.Missing ?? "");
        return TestLog.OnMariaDb(server);
    }
}
