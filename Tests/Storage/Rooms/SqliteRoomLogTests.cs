using Dapper;
using Parley.Grains.Rooms;
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

    [Theory]
    [InlineData("UPDATE room_events SET payload = NULL WHERE room_id = @p0 AND (seq = @p1 OR (target_seq = @p1 AND kind IN ('messageEdited', 'previewsChanged')))")]
    [InlineData("SELECT seq FROM room_events WHERE room_id = @p0 AND target_seq = @p1 AND kind = 'messageEdited'")]
    [InlineData("SELECT seq FROM room_events WHERE room_id = @p0 AND target_seq = @p1 AND seq > @p2 AND kind = 'messagePosted' ORDER BY seq DESC LIMIT 10")]
    public void What_is_about_one_message_is_found_without_reading_its_room(string sql)
    {
        using var connection = Databases.Messages.Source.OpenConnection();
        var plan = connection.Query<(long Id, long Parent, long Unused, string Detail)>("EXPLAIN QUERY PLAN " + sql, new { p0 = "a", p1 = 3, p2 = 1 })
            .Select(step => step.Detail).ToList();

        Assert.Contains(plan, step => step.Contains("room_events_target (room_id=? AND target_seq=?", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.EndsWith("(room_id=?)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_comes_within_the_pace_of_commits_shares_one()
    {
        await using var test = TestLog.OnSqlite(new RoomOptions { CommitPace = TimeSpan.FromSeconds(1) });
        await test.Log.AppendAsync(First("a"));
        var before = WriteAheadLog.Commits(test.Databases.Messages.Place);

        var results = await Task.WhenAll("bcdefghij".Select(room => test.Log.AppendAsync(First($"{room}"))));

        Assert.All(results, result => Assert.IsType<AppendResult.Committed>(result));
        Assert.Equal(before + 1, WriteAheadLog.Commits(test.Databases.Messages.Place));
    }

    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());
}
