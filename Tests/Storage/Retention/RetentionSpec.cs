using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Retention;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Retention;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.Retention;

/// <summary>Which rooms are looked at, and what is found in them, whatever the engine.</summary>
public abstract class RetentionSpec : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 1, 0, 0, TimeSpan.Zero);
    private static readonly RetentionOptions Month = new() { Messages = TimeSpan.FromDays(30) };

    private TestLog _test = null!;

    private Databases Databases => _test.Databases;

    private RetentionStore Store => new(Databases);

    public async ValueTask InitializeAsync() => _test = await CreateLog();

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestLog> CreateLog();

    [Fact]
    public async Task A_room_comes_up_when_something_in_it_is_due_and_not_before()
    {
        await Room("old", ages: [40, 31, 29]);
        await Room("young", ages: [3]);
        Assert.False(await Store.HasRulesAsync(new RetentionOptions()));
        await Follow(Month);

        // 1. Every room is looked at once.
        Assert.Equal(["old", "young"], (await Store.DueAsync(Now, 10)).Select(room => room.Room).Order(StringComparer.Ordinal));
        var found = await SeeTo(Now);
        Assert.Equal([("old", 3), ("old", 4)], found);

        // 2. Then when its oldest message is due.
        Assert.Empty(await Store.DueAsync(Now.AddDays(0.9), 10));
        Assert.Equal([("old", 5)], await SeeTo(Now.AddDays(1)));
        Assert.Equal([("young", 3)], await SeeTo(Now.AddDays(27)));
        Assert.Empty(await SeeTo(Now.AddDays(56)));

        // 3. The same rule again changes nothing; a shorter one is followed, and what was said since is found.
        await Append("young", Posted(5, 0));
        await Follow(Month);
        Assert.Empty(await SeeTo(Now.AddDays(10)));
        await Follow(new RetentionOptions { Messages = TimeSpan.FromDays(7) });
        Assert.Equal([("young", 5)], await SeeTo(Now.AddDays(10), new RetentionOptions { Messages = TimeSpan.FromDays(7) }));
    }

    [Fact]
    public async Task Pinned_messages_stay_until_they_are_unpinned()
    {
        await Room("a", ages: [50, 49, 48]);
        await Append("a", new MessagePinned { Seq = 6, Sender = "ann", At = Now, N = 3, Target = 4 });
        await Follow(Month);

        Assert.Equal([("a", 3), ("a", 5)], await SeeTo(Now));
        Assert.Empty(await SeeTo(Now.AddDays(40)));
        var before = Assert.Single(await Store.DueAsync(Now.AddDays(80), 10));
        await Append("a", new MessageUnpinned { Seq = 9, Sender = "ann", At = Now, N = 3, Target = 4 });
        await Store.MoveAsync(before, lookedSeq: 8, Now.AddDays(500)); // of a look that began earlier: too late

        Assert.Equal([("a", 4)], await SeeTo(Now.AddDays(80)));
    }

    [Fact]
    public async Task When_pinned_messages_are_to_go_as_well_they_go()
    {
        await Room("a", ages: [50]);
        await Append("a", new MessagePinned { Seq = 4, Sender = "ann", At = Now, N = 1, Target = 3 });
        await Follow(Month);
        Assert.Empty(await SeeTo(Now));

        var all = new RetentionOptions { Messages = Month.Messages, KeepPinned = false };
        await Follow(all);

        Assert.Equal([("a", 3)], await SeeTo(Now, all));
    }

    [Fact]
    public async Task A_room_with_a_rule_of_its_own_needs_none_of_the_server_and_one_that_keeps_all_is_left_alone()
    {
        await Room("own", ages: [50, 5]);
        await Room("ever", ages: [50]);
        await Append("own", new SettingsChanged { Seq = 5, Sender = "ann", At = Now, N = 2, Retention = 10 });
        await Append("ever", new SettingsChanged { Seq = 4, Sender = "ann", At = Now, N = 1, Retention = RetentionRule.Forever });

        Assert.True(await Store.HasRulesAsync(new RetentionOptions()));
        await Follow(new RetentionOptions());
        Assert.Equal([("own", 3)], await SeeTo(Now, new RetentionOptions()));
        await Follow(Month);
        Assert.Equal([("own", 4)], await SeeTo(Now.AddDays(5)));
        Assert.Empty(await SeeTo(Now.AddDays(500)));

        // 2. It goes back to the server's.
        await Append("ever", new SettingsChanged { Seq = 5, Sender = "ann", At = Now, N = 1, Retention = RetentionRule.Server });
        Assert.Equal([("ever", 3)], await SeeTo(Now));
    }

    [Fact]
    public async Task A_long_line_is_gone_through_in_parts()
    {
        await Room("a", ages: [50]);
        await Append("a", [.. Enumerable.Range(4, 30).Select(seq => Posted(seq, 40))]);
        await Follow(Month);

        var room = Assert.Single(await Store.DueAsync(Now, 10));
        var look = await Store.LookAsync(room, Month, Now, limit: 4);

        Assert.Equal([3, 4, 5, 6], look.Due);
        Assert.Equal((6, Now), (look.LookedSeq, look.NextAt));
        Assert.Equal(31, (await SeeTo(Now, limit: 4)).Count);
    }

    [Fact]
    public async Task Neither_question_reads_more_than_its_part_of_an_index()
    {
        await Room("a", ages: [50]);
        await Follow(Month);

        var due = await Plan(RetentionStore.DueSql, new { now = 1L, limit = 10 });
        var kept = await Plan(RetentionStore.KeptSql, new { room = "a", from = 1L, to = 9L, limit = 10 });

        Assert.Contains("room_retention_due", due, StringComparison.Ordinal);
        Assert.Matches(Databases.Messages.Engine == SqlEngine.Sqlite ? "SEARCH e USING PRIMARY KEY \\(room_id=\\? AND seq>\\? AND seq<\\?\\)" : "e range PRIMARY", kept);
    }

    private Task Follow(RetentionOptions options) => Store.FollowAsync(options, TestContext.Current.CancellationToken);

    /// <summary>Goes through all that is due, as the job does, and deletes what was found.</summary>
    private async Task<List<(string Room, long Seq)>> SeeTo(DateTimeOffset now, RetentionOptions? options = null, int limit = 100)
    {
        var found = new List<(string, long)>();
        while (await Store.DueAsync(now, 10) is { IsEmpty: false } rooms)
        {
            foreach (var room in rooms)
            {
                var look = await Store.LookAsync(room, options ?? Month, now, limit);
                found.AddRange(look.Due.Select(seq => (room.Room, seq)));
                if (!look.Due.IsEmpty)
                {
                    var head = (await _test.Log.HeadAsync(room.Room))!;
                    await Append(room.Room, [.. look.Due.Select((seq, i) => new MessageDeleted { Seq = head.LastSeq + 1 + i, Sender = "ann", At = now, N = head.N, Target = seq, IsExpired = true })]);
                }

                await Store.MoveAsync(room, look.LookedSeq, look.NextAt);
            }
        }

        return found;
    }

    /// <summary>A room with a message from 3 on for each age.</summary>
    private async Task Room(string room, int[] ages)
    {
        var at = Now.AddDays(-100);
        await Append(
            room,
            [
                new RoomCreated { Seq = 1, Sender = "ann", At = at, N = 0, Name = room, Title = room, Visibility = RoomVisibility.Public },
                new MemberJoined { Seq = 2, Sender = "ann", At = at, N = 0, User = "ann", Role = RoomRole.Owner },
                .. ages.Select((age, i) => Posted(3 + i, age)),
            ]);
    }

    private static MessagePosted Posted(long seq, int age) => new() { Seq = seq, Sender = "ann", At = Now.AddDays(-age), N = seq - 2, Text = "hello" };

    private async Task Append(string room, params ImmutableArray<RoomEvent> events)
    {
        var head = await _test.Log.HeadAsync(room);
        Assert.IsType<AppendResult.Committed>(await _test.Log.AppendAsync(new RoomAppend(room, head?.LastSeq ?? 0, head?.Epoch, events, [])));
    }

    private Task<string> Plan(string sql, object parameters) => Databases.Messages.ReadAsync(async (connection, moment) => string.Join('\n', Databases.Messages.Engine == SqlEngine.Sqlite
        ? (await connection.QueryAsync<(long, long, long, string Detail)>($"EXPLAIN QUERY PLAN {sql}", parameters, moment)).Select(row => row.Detail)
        : (await connection.QueryAsync($"EXPLAIN {sql}", parameters, moment)).Select(row => $"{row.table} {row.type} {row.key} {row.Extra}")));
}

public sealed class SqliteRetentionTests : RetentionSpec
{
    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());
}

public sealed class MariaDbRetentionTests(MariaDbServer server) : RetentionSpec
{
    private protected override Task<TestLog> CreateLog() => TestLog.OnMariaDb(server);
}
