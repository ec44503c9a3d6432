using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Parley.Grains.Rooms;
using Parley.Grains.Search;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Threads;

namespace Parley.Grains.Threads;

/// <summary>Reads the threads that somebody follows: membership, order, roots and counts are of one moment of the log.</summary>
internal sealed class ThreadReader(Databases databases, IOptions<RoomOptions> options)
{
    public const int MaxPage = 100;

    /// <summary>Messages that are looked at in one thread for what is unread, at most.</summary>
    private const int MaxUnread = 100;

    private const string Columns = "SELECT s.room_id AS Room, s.seq AS Thread, s.last_reply_seq AS LastSeq, x.at_ms AS LastAtMs";

    private const string LastMessage = "JOIN room_events x ON x.room_id = s.room_id AND x.seq = s.last_reply_seq";

    // From the user's rooms: what it costs depends on the user's rooms and threads, not on how much is said in them.
    private const string OwnSql = $"""
        {Columns}
        FROM room_members m
        JOIN thread_people p ON p.room_id = m.room_id AND p.user_id = m.user_id
        JOIN message_states s ON s.room_id = p.room_id AND s.seq = p.root_seq {LastMessage}
        WHERE m.user_id = @user AND m.until_seq IS NULL
            AND (x.at_ms < @at OR (x.at_ms = @at AND (s.room_id > @room OR (s.room_id = @room AND s.seq > @thread))))
        ORDER BY x.at_ms DESC, s.room_id, s.seq LIMIT @limit
        """;

    private const string SomeSql = $"{Columns} FROM message_states s {LastMessage} WHERE s.room_id = @room AND s.seq IN @threads";

    private const string TakesPartSql = "SELECT 1 FROM thread_people WHERE room_id = @room AND root_seq = @thread AND user_id = @user";

    private const string NewestSql = """
        SELECT seq, sender_id FROM room_events
        WHERE room_id = @room AND target_seq = @thread AND seq > @read AND kind = 'messagePosted' AND payload IS NOT NULL ORDER BY seq DESC LIMIT @limit
        """;

    private const string MentionsSql = "SELECT COUNT(DISTINCT seq) FROM message_mentions WHERE room_id = @room AND seq IN @seqs AND user_id IN (@user, @everybody)";

    public Task<bool> TakesPartAsync(string user, string room, long thread) => databases.Messages.ReadAsync(async (connection, moment) =>
        await connection.ExecuteScalarAsync<int?>(TakesPartSql, new { user, room, thread }, moment) is not null);

    public Task<ThreadPage> PageAsync(ReadThreads query, ThreadsState marks) => databases.Messages.ReadAsync(async (connection, moment) =>
    {
        var (limit, before, user) = (Math.Clamp(query.Limit, 1, MaxPage), query.Before ?? new ThreadPosition(long.MaxValue, "", 0), query.Reader.Id);
        var readable = await ReadableRooms.ReadAsync(connection, moment, query.Reader, among: null);

        // 1. Those that the user takes part in, with as many more as may have been given up; and those followed by hand.
        var givenUp = marks.Rooms.Values.Sum(room => room.Values.Count(mark => mark.Follows == false));
        var rows = (await connection.QueryAsync<Row>(
            OwnSql, new { user, at = before.LastAtMs, room = before.Room, thread = before.Thread, limit = limit + givenUp + 1 }, moment)).ToHashSet();
        foreach (var (room, threads) in marks.Rooms.Where(room => readable.ContainsKey(room.Key)))
        {
            var byHand = threads.Where(one => one.Value.Follows == true).Select(one => one.Key).ToList();
            rows.UnionWith(byHand.Count == 0 ? [] : await connection.QueryAsync<Row>(SomeSql, new { room, threads = byHand }, moment));
        }

        var page = rows
            .Where(row => readable.TryGetValue(row.Room, out var floor) && row.Thread >= floor && marks.Find(row.Room, row.Thread)?.Follows != false && row.IsAfter(before))
            .OrderByDescending(row => row.LastAtMs).ThenBy(row => row.Room, StringComparer.Ordinal).ThenBy(row => row.Thread)
            .Take(limit + 1).ToList();

        // 2. What they began with, and what is unread.
        var (shown, next) = page.Count > limit ? (page[..limit], page[limit - 1].Position) : (page, null);
        var roots = await RootsAsync(connection, moment, user, shown);
        var list = ImmutableArray.CreateBuilder<FollowedThread>(shown.Count);
        foreach (var row in shown)
        {
            if (roots.TryGetValue((row.Room, row.Thread), out var root))
            {
                list.Add(await FollowedAsync(connection, moment, user, row, root, marks.Find(row.Room, row.Thread)?.Seq ?? 0));
            }
        }

        return new ThreadPage(list.ToImmutable(), next);
    });

    private async Task<Dictionary<(string, long), RoomMessage>> RootsAsync(DbConnection connection, DbTransaction moment, string user, List<Row> rows)
    {
        var roots = new Dictionary<(string, long), RoomMessage>();
        foreach (var room in rows.GroupBy(row => row.Room, row => row.Thread))
        {
            foreach (var root in await new RoomMessageReader(connection, moment, room.Key, user, options.Value.MaxReactionUsers, floor: 1).SomeAsync([.. room]))
            {
                roots[(room.Key, root.Seq)] = root;
            }
        }

        return roots;
    }

    private static async Task<FollowedThread> FollowedAsync(DbConnection connection, DbTransaction moment, string user, Row row, RoomMessage root, long read)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(row.LastAtMs);
        if (row.LastSeq <= read)
        {
            return new FollowedThread(row.Room, root, at, read, 0, 0);
        }

        // From the newest back to where the user has read, or to the user's own last message.
        var newest = (await connection.QueryAsync<(long Seq, string Sender)>(NewestSql, new { room = row.Room, thread = row.Thread, read, limit = MaxUnread }, moment)).AsList();
        var unread = newest.TakeWhile(message => message.Sender != user).Select(message => message.Seq).ToList();
        read = unread.Count < newest.Count ? newest[unread.Count].Seq : read;
        var mentions = unread.Count == 0 ? 0 : await connection.ExecuteScalarAsync<int>(
            MentionsSql, new { room = row.Room, seqs = unread, user, everybody = RoomProjection.Everybody }, moment);
        return new FollowedThread(row.Room, root, at, read, unread.Count, mentions);
    }

    /// <summary>A thread that has messages, under the names that the columns have.</summary>
    private sealed record Row(string Room, long Thread, long LastSeq, long LastAtMs)
    {
        public ThreadPosition Position => new(LastAtMs, Room, Thread);

        public bool IsAfter(ThreadPosition before) =>
            LastAtMs < before.LastAtMs || (LastAtMs == before.LastAtMs && (string.CompareOrdinal(Room, before.Room) is var order && (order > 0 || (order == 0 && Thread > before.Thread))));
    }
}
