using System.Collections.Immutable;
using Dapper;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Parley.Grains.RoomErasure;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage.RoomErasure;

/// <summary>The end of a room in the log, whatever the engine.</summary>
public abstract class RoomRowsSpec : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 11, 28, 1, 0, 0, TimeSpan.Zero);

    private TestLog _test = null!;

    private IRoomLog Log => _test.Log;

    private RoomRows Rows => new(_test.Databases, Options.Create(new ClusterOptions { ServiceId = "parley" }));

    public async ValueTask InitializeAsync() => _test = await CreateLog();

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<TestLog> CreateLog();

    [Fact]
    public async Task A_deleted_room_is_found_no_more_its_name_is_free_and_its_id_is_given_to_none()
    {
        await Room("r-old", "den");
        await Append("r-old", Deleted(await Seq("r-old")));
        var deleted = new DeletedRooms(_test.Databases, TimeProvider.System);

        Assert.Equal(["r-old"], await deleted.OpenAsync());
        await Room("r-new", "den");
        Assert.Equal(1, await Rows.EndLineAsync("r-old"));

        // Whatever a silo that was frozen has still to say.
        var head = await Log.HeadAsync("r-new");
        Assert.Null(Assert.IsType<AppendResult.HeadMoved>(await Log.AppendAsync(new RoomAppend("r-old", 5, head!.Epoch, [Posted(6)], []))).Head);
        Assert.IsType<AppendResult.RoomDeleted>(await Log.AppendAsync(new RoomAppend("r-old", 0, null, [Created("lair")], [])));
        Assert.Null(await Log.HeadAsync("r-old"));
        await deleted.DoneAsync("r-old");
        Assert.IsType<AppendResult.RoomDeleted>(await Log.AppendAsync(new RoomAppend("r-old", 0, null, [Created("lair")], [])));
        Assert.Empty(await deleted.OpenAsync());
    }

    [Fact]
    public async Task An_erasure_that_is_broken_off_goes_on_and_touches_no_other_room()
    {
        foreach (var room in new[] { "r-gone", "r-stays" })
        {
            await Room(room, room);
            await Append(room,
            [
                Posted(4) with { Mentions = new Mentions(["bob"], MentionScope.None), Thread = 3, Poll = new Poll(["yes", "no"], false, false) },
                new ReactionAdded { Seq = 5, Sender = "bob", At = At, N = 2, Target = 3, Emoji = "👍" },
                new PollVoted { Seq = 6, Sender = "bob", At = At, N = 2, Target = 4, Choices = [1], Was = [] },
                new MemberBanned { Seq = 7, Sender = "ann", At = At, N = 2, User = "cat" },
                new SettingsChanged { Seq = 8, Sender = "ann", At = At, N = 2, Topic = "t", History = RoomHistory.Protected, Leavers = RoomLeavers.Read, Retention = 9 },
                new InviteCreated { Seq = 9, Sender = "ann", At = At, N = 2, Invite = $"i-{room}", SecretHash = "AB", Role = RoomRole.Member, MaxUses = 1, ExpiresAt = At },
                .. Enumerable.Range(10, 2500).Select(seq => Posted(seq)),
                new MessageDeleted { Seq = 2510, Sender = "ann", At = At, N = 0, Target = 11, Batch = 2510 },
            ]);
        }

        var before = await Counts("r-stays");
        await Append("r-gone", Deleted(2511));
        await Rows.EndLineAsync("r-gone");

        // 1. Somebody is killed when the first part is gone.
        await Assert.ThrowsAsync<TimeoutException>(() => Rows.EraseLogAsync("r-gone", (_, _) => throw new TimeoutException(), TestContext.Current.CancellationToken));
        Assert.NotEmpty(await StoredText.FindAsync(_test.Databases, "r-gone"));

        // 2. Another goes on; and looks once more.
        var progress = new List<long>();
        while (await Rows.PeopleAsync("r-gone") is { IsEmpty: false } people)
        {
            Assert.Equal(["ann", "bob"], people.Order(StringComparer.Ordinal));
            await Rows.ForgetPeopleAsync("r-gone", people);
        }

        Assert.True(await Rows.EraseLogAsync("r-gone", (done, _) => progress.Add(done), TestContext.Current.CancellationToken) > 1000);
        Assert.Equal(0, await Rows.EraseLogAsync("r-gone", (_, _) => { }, TestContext.Current.CancellationToken));

        Assert.True(progress.Count > 1);
        Assert.All(await StoredText.FindAsync(_test.Databases, "r-gone"), place => Assert.Contains(".deleted_rooms.", place, StringComparison.Ordinal));
        Assert.Equal(before, await Counts("r-stays"));
    }

    private async Task<string> Counts(string room) => await _test.Databases.Messages.ReadAsync(async (connection, moment) =>
    {
        var counts = new List<string>();
        foreach (var table in new[]
        {
            "rooms", "room_heads", "room_events", "room_members", "room_settings", "room_bans", "room_invites", "room_history", "room_leavers", "room_retention", "room_names", "message_states",
            "message_reactions", "message_mentions", "thread_people", "polls", "poll_votes", "deleted_payloads",
        })
        {
            var count = await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table} WHERE room_id = @room", new { room }, moment);
            Assert.True(count > 0, $"{table} has something to lose");
            counts.Add($"{table} {count}");
        }

        return string.Join(", ", counts);
    });

    private Task Room(string room, string name) => Append(
        room,
        [
            Created(name), new MemberJoined { Seq = 2, Sender = "ann", At = At, N = 0, User = "ann", Role = RoomRole.Owner }, Posted(3),
        ],
        also: "bob");

    private static RoomCreated Created(string name) => new() { Seq = 1, Sender = "ann", At = At, N = 0, Name = name, Title = name, Visibility = RoomVisibility.Public };

    private static MessagePosted Posted(long seq) => new() { Seq = seq, Sender = "ann", At = At, N = 1, Text = "hello" };

    private static RoomArchived Deleted(long seq) => new() { Seq = seq, Sender = "ann", At = At, N = 1, IsDeleted = true };

    private async Task<long> Seq(string room) => (await Log.HeadAsync(room))!.LastSeq + 1;

    private Task Append(string room, RoomEvent e) => Append(room, [e]);

    /// <param name="also">User id of one more who was a member once; null: nobody.</param>
    private async Task Append(string room, ImmutableArray<RoomEvent> events, string? also = null)
    {
        var head = await Log.HeadAsync(room);
        Assert.IsType<AppendResult.Committed>(await Log.AppendAsync(new RoomAppend(room, head?.LastSeq ?? 0, head?.Epoch, events, [])));
        if (also is not null)
        {
            await _test.Databases.Messages.WriteAsync((connection, transaction) => connection.ExecuteAsync(
                "INSERT INTO room_members (room_id, user_id, from_seq, until_seq, role) VALUES (@room, @also, 2, 3, 0)", new { room, also }, transaction));
        }
    }
}

public sealed class SqliteRoomRowsTests : RoomRowsSpec
{
    private protected override Task<TestLog> CreateLog() => Task.FromResult(TestLog.OnSqlite());
}

public sealed class MariaDbRoomRowsTests(MariaDbServer server) : RoomRowsSpec
{
    private protected override Task<TestLog> CreateLog() => TestLog.OnMariaDb(server);
}
