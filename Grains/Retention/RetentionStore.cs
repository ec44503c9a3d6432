using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;
using Parley.Retention;

namespace Parley.Grains.Retention;

/// <summary>A room that is to be looked at.</summary>
/// <param name="Rule">The room's own; null: the server's.</param>
/// <param name="Turn">For <see cref="RetentionStore.MoveAsync"/>.</param>
internal sealed record DueRoom(string Room, int? Rule, long LookedSeq, long Turn);

/// <summary>
/// Which rooms are to be looked at, and what is in them: a row for each room, by an index on when, so that rooms in which nothing is due cost nothing and are not woken. Rules of rooms
/// are written with the log's events (<see cref="RoomProjection"/>); what the server's rule changes is found out here.
/// </summary>
internal sealed class RetentionStore(Databases databases)
{
    /// <summary>How many numbers one read goes through.</summary>
    internal const int Reach = 5_000;

    private const int Page = 500;

    /// <summary>In log_meta: the server's rule that the rows follow.</summary>
    private const string Followed = "retention";

    internal const string DueSql = "SELECT room_id, days, looked_seq, turn FROM room_retention WHERE due_at_ms <= @now ORDER BY due_at_ms LIMIT @limit";

    internal const string KeptSql = """
        SELECT e.seq, e.at_ms, CASE WHEN s.pinned_seq IS NULL THEN 0 ELSE 1 END FROM room_events e LEFT JOIN message_states s ON s.room_id = e.room_id AND s.seq = e.seq
        WHERE e.room_id = @room AND e.seq > @from AND e.seq <= @to AND e.kind = 'messagePosted' AND e.payload IS NOT NULL ORDER BY e.seq LIMIT @limit
        """;

    private readonly Database _database = databases.Messages;

    /// <summary>Whether there is any rule at all.</summary>
    public Task<bool> HasRulesAsync(RetentionOptions options) => options.Messages > TimeSpan.Zero
        ? Task.FromResult(true)
        : _database.ReadAsync(async (connection, moment) => await connection.ExecuteScalarAsync<int?>("SELECT 1 FROM room_retention LIMIT 1", transaction: moment) is not null);

    /// <summary>Has the rows follow the server's rule, as it is now, and gives those rooms one that have none. Interrupted, it begins anew.</summary>
    public async Task FollowAsync(RetentionOptions options, CancellationToken cancellation)
    {
        var rule = string.Create(CultureInfo.InvariantCulture, $"{options.Messages.Days}d pinned={(options.KeepPinned ? "kept" : "deleted")}");
        var before = await _database.ReadAsync((connection, moment) =>
            connection.ExecuteScalarAsync<string?>("SELECT value FROM log_meta WHERE name = @Followed", new { Followed }, moment));
        if (before != rule)
        {
            // Pinned messages that were passed over may be due now.
            await ForEachPageAsync("room_retention", rooms => _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
                $"UPDATE room_retention SET due_at_ms = 0, turn = turn + 1{(options.KeepPinned ? "" : ", looked_seq = 0")} WHERE room_id IN @rooms", new { rooms }, transaction)), cancellation);
            await _database.WriteAsync(async (connection, transaction) =>
                await connection.ExecuteAsync("UPDATE log_meta SET value = @rule WHERE name = @Followed", new { rule, Followed }, transaction) > 0
                || await connection.ExecuteAsync(_database.InsertIfAbsent("log_meta", "name", "value"), new { name = Followed, value = rule }, transaction) > 0);
        }

        if (options.Messages > TimeSpan.Zero)
        {
            await ForEachPageAsync("rooms", AddMissingAsync, cancellation);
        }
    }

    /// <summary>Rooms to be looked at, those first that have waited longest.</summary>
    public Task<ImmutableArray<DueRoom>> DueAsync(DateTimeOffset now, int limit) => _database.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<(string Room, int? Rule, long LookedSeq, long Turn)>(DueSql, new { now = now.ToUnixTimeMilliseconds(), limit }, moment))
            .Select(row => new DueRoom(row.Room, row.Rule, row.LookedSeq, row.Turn)).ToImmutableArray());

    /// <summary>Looks at the next part of a room's line.</summary>
    /// <param name="limit">Messages to be deleted, at most.</param>
    public Task<RetentionLook> LookAsync(DueRoom room, RetentionOptions options, DateTimeOffset now, int limit) => _database.ReadAsync(async (connection, moment) =>
    {
        var keep = options.KeptFor(room.Rule);
        if (keep is null)
        {
            return RetentionLook.Of([], room.LookedSeq, room.LookedSeq, isHead: true, keep, options.KeepPinned, now);
        }

        var head = await connection.ExecuteScalarAsync<long?>("SELECT last_seq FROM room_heads WHERE room_id = @room", new { room = room.Room }, moment) ?? 0;
        var to = Math.Max(room.LookedSeq, Math.Min(head, room.LookedSeq + Reach));
        var rows = (await connection.QueryAsync<(long Seq, long AtMs, int IsPinned)>(KeptSql, new { room = room.Room, from = room.LookedSeq, to, limit }, moment)).AsList();
        to = rows.Count < limit ? to : rows[^1].Seq;
        return RetentionLook.Of(
            rows.Select(row => new KeptMessage(row.Seq, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs), row.IsPinned != 0)), room.LookedSeq, to, isHead: to >= head, keep,
            options.KeepPinned, now);
    });

    /// <summary>Notes how far a room is seen to, unless somebody has changed anything about it since it was read. What is read then is as it was before.</summary>
    public Task MoveAsync(DueRoom room, long lookedSeq, DateTimeOffset? dueAt) => _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "UPDATE room_retention SET looked_seq = @lookedSeq, due_at_ms = @due, turn = turn + 1 WHERE room_id = @Room AND turn = @Turn",
        new { room.Room, room.Turn, lookedSeq, due = dueAt?.ToUnixTimeMilliseconds() }, transaction));

    private async Task AddMissingAsync(string[] rooms)
    {
        var missing = await _database.ReadAsync(async (connection, moment) =>
            rooms.Except(await connection.QueryAsync<string>("SELECT room_id FROM room_retention WHERE room_id IN @rooms", new { rooms }, moment)).ToArray());
        if (missing.Length > 0)
        {
            await _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
                _database.InsertIfAbsent("room_retention", "room_id", "due_at_ms"), missing.Select(room => new { room_id = room, due_at_ms = 0 }), transaction));
        }
    }

    /// <summary>Goes through the rooms of a table by id, some at a time: nobody waits for long behind such a write.</summary>
    private async Task ForEachPageAsync(string table, Func<string[], Task> work, CancellationToken cancellation)
    {
        for (var after = ""; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await _database.ReadAsync(async (connection, moment) =>
                (await connection.QueryAsync<string>($"SELECT room_id FROM {table} WHERE room_id > @after ORDER BY room_id LIMIT @Page", new { after, Page }, moment)).ToArray());
            if (page.Length > 0)
            {
                await work(page);
            }

            if (page.Length < Page)
            {
                return;
            }

            after = page[^1];
        }
    }
}
