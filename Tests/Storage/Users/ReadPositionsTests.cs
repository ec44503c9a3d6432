using Dapper;
using Parley.Errors;
using Parley.Rooms;
using Parley.Sessions;
using Parley.Tests.Support;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Storage.Users;

public sealed class ReadPositionsTests(MariaDbSilo silo) : IClassFixture<MariaDbSilo>
{
    [Fact]
    public async Task Positions_wait_for_a_database_that_takes_no_writes_for_a_while()
    {
        var user = silo.Grains.User((await silo.Grains.UserName("ann").Register(new RegisterUser("ann", null, null))).Value!.Id);
        await user.MarkRead(new ReadPosition("r1", 7, 7));

        // Refuses every change of a row, and counts them in a table that knows no transactions.
        await ExecuteAsync("CREATE TABLE attempts (n INT) ENGINE=Aria");
        await ExecuteAsync("CREATE TRIGGER away BEFORE UPDATE ON OrleansStorage FOR EACH ROW BEGIN INSERT INTO attempts VALUES (1); SIGNAL SQLSTATE '45000'; END");
        await Eventually.Is(async () => await AttemptsAsync() >= 2, "the write is tried, and tried again", TimeSpan.FromSeconds(30));
        Assert.Equal(new ReadPosition("r1", 7, 7), await user.Cursor("r1"));
        await ExecuteAsync("DROP TRIGGER away");

        await Eventually.Is(async () => (await StoredAsync()).Contains("\"r1\"", StringComparison.Ordinal), "the position is written");
        await Activations.Deactivate(user);
        Assert.Equal(new ReadPosition("r1", 7, 7), await user.Cursor("r1"));
    }

    /// <summary>A write whose reply was lost came about: the version in the database is one that memory does not expect. What was acknowledged after it is not lost.</summary>
    [Fact]
    public async Task Positions_outlive_a_write_whose_reply_was_lost()
    {
        var user = silo.Grains.User((await silo.Grains.UserName("ben").Register(new RegisterUser("ben", null, null))).Value!.Id);
        await user.MarkRead(new ReadPosition("s1", 7, 7));
        await Eventually.Is(async () => (await StoredAsync()).Contains("\"s1\"", StringComparison.Ordinal), "the position is written");

        Assert.Equal(1, await ExecuteAsync("UPDATE OrleansStorage SET Version = Version + 1 WHERE GrainTypeString = 'user' AND CONVERT(PayloadBinary USING utf8mb4) LIKE '%\"s1\"%'"));
        await user.MarkRead(new ReadPosition("s1", 9, 8));
        await user.MarkRead(new ReadPosition("s2", 5, 4));

        await Eventually.Is(async () => (await StoredAsync()).Contains("\"s2\"", StringComparison.Ordinal), "the positions are written", TimeSpan.FromSeconds(30));
        await Activations.Deactivate(user);
        Assert.Equal([new ReadPosition("s1", 9, 8), new ReadPosition("s2", 5, 4)], (await user.Cursors()).OrderBy(position => position.Room));
    }

    /// <summary>The next change meets the version that the lost write has made: whoever asks for it does not hear of that, and several at once do not undo each other.</summary>
    [Fact]
    public async Task Changes_outlive_a_write_of_positions_whose_reply_was_lost()
    {
        var user = silo.Grains.User((await silo.Grains.UserName("cat").Register(new RegisterUser("cat", null, null))).Value!.Id);
        await user.MarkRead(new ReadPosition("t1", 7, 7));
        await Eventually.Is(async () => (await StoredAsync()).Contains("\"t1\"", StringComparison.Ordinal), "the position is written");
        var (away, home) = (new UserStatus("away", "🏖️", null), new UserStatus("home", "🏠", null));

        await LoseReplyAsync("t1");
        await user.MarkRead(new ReadPosition("t1", 9, 8));
        Assert.Equal(away, await user.SetStatus(away));

        await LoseReplyAsync("t1");
        var opened = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => user.OpenSession(new OpenSession($"device {i}", SessionForm.Tokens))));
        Assert.All(opened, one => Assert.False(one.IsError));
        await LoseReplyAsync("t1");
        await Task.WhenAll(user.SetStatus(home), user.SetRoomLevel(new RoomLevel("t1", null, IsMuted: true, MutedUntil: null)), user.MarkRead(new ReadPosition("t2", 3, 2)));

        await Activations.Deactivate(user);
        Assert.Equal([new ReadPosition("t1", 9, 8), new ReadPosition("t2", 3, 2)], (await user.Cursors()).OrderBy(position => position.Room));
        Assert.Equal(opened.Select(one => one.Value!.Session).Order(), (await user.Sessions()).Select(session => session.Id).Order());
        var own = await user.OwnState();
        Assert.Equal((home, "t1"), (own.Status, Assert.Single(own.Levels).Room));
    }

    /// <summary>Not its own write, but somebody else's, and after it what is asked for may not be done: it is decided on what is there.</summary>
    [Fact]
    public async Task What_another_has_written_meanwhile_is_what_a_change_is_decided_on()
    {
        var user = silo.Grains.User((await silo.Grains.UserName("dan").Register(new RegisterUser("dan", null, null))).Value!.Id);
        await user.MarkRead(new ReadPosition("d1", 7, 7));
        await Eventually.Is(async () => (await StoredAsync()).Contains("\"d1\"", StringComparison.Ordinal), "the position is written");

        Assert.Equal(1, await ExecuteAsync(
            "UPDATE OrleansStorage SET Version = Version + 1, PayloadBinary = JSON_SET(CONVERT(PayloadBinary USING utf8mb4), '$.IsDeactivated', TRUE) WHERE GrainTypeString = 'user' AND CONVERT(PayloadBinary USING utf8mb4) LIKE '%\"d1\"%'"));

        Assert.Equal(ErrorCatalog.SignInFailed, (await user.OpenSession(new OpenSession("late", SessionForm.Tokens))).Error?.Code);
        Assert.Empty(await user.Sessions());
    }

    /// <summary>A write of the user's state came about, and who wrote it does not know.</summary>
    private async Task LoseReplyAsync(string room) => Assert.Equal(
        1, await ExecuteAsync($"UPDATE OrleansStorage SET Version = Version + 1 WHERE GrainTypeString = 'user' AND CONVERT(PayloadBinary USING utf8mb4) LIKE '%\"{room}\"%'"));

    private Task<int> ExecuteAsync(string sql) => silo.Databases.Grains.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, transaction: transaction));

    private Task<long> AttemptsAsync() => silo.Databases.Grains.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM attempts", transaction: moment));

    private async Task<string> StoredAsync() => string.Join('\n', await silo.Databases.Grains.ReadAsync((connection, moment) =>
        connection.QueryAsync<string>("SELECT CONVERT(PayloadBinary USING utf8mb4) FROM OrleansStorage WHERE GrainTypeString = 'user'", transaction: moment)));
}
