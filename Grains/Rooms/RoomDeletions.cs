using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Which messages many are deleted of, and what of that can be undone.</summary>
public sealed class RoomDeletions(Databases databases, IOptions<RoomOptions> options, TimeProvider clock)
{
    /// <summary>How many numbers are gone through for them: what is older is deleted one by one.</summary>
    private const int Reach = 50_000;

    /// <summary>What was decided at the last moment may be appended a little later.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const string FindSql = """
        SELECT seq FROM room_events
        WHERE room_id = @room AND seq > @from AND kind = 'messagePosted' AND payload IS NOT NULL AND at_ms >= @since AND (@author IS NULL OR sender_id = @author)
        ORDER BY seq DESC LIMIT @limit
        """;

    private const string ListSql = """
        SELECT d.batch_seq, e.sender_id, MIN(d.at_ms), COUNT(DISTINCT d.target_seq) FROM deleted_payloads d
        JOIN room_events e ON e.room_id = d.room_id AND e.seq = d.batch_seq
        WHERE d.room_id = @room AND d.at_ms > @since GROUP BY d.batch_seq, e.sender_id ORDER BY d.batch_seq DESC LIMIT 100
        """;

    private const string OfBatchSql = $"""
        SELECT e.seq, e.kind, e.version, e.sender_id, e.client_id, e.at_ms, e.n, e.target_seq, d.payload, d.target_seq, d.at_ms, s.edits, s.edited_seq
        FROM deleted_payloads d
        JOIN room_events e ON e.room_id = d.room_id AND e.seq = d.event_seq
        LEFT JOIN message_states s ON s.room_id = d.room_id AND s.seq = d.target_seq
        WHERE d.room_id = @room AND d.batch_seq = @batch ORDER BY d.target_seq, d.event_seq
        """;

    /// <summary>Numbers of the newest messages that are meant, in order.</summary>
    /// <param name="floor">Nothing below it is for who asks.</param>
    public Task<ImmutableArray<long>> FindAsync(string room, FindMessages query, long floor, long head) => databases.Messages.ReadAsync(async (connection, moment) =>
    {
        var seqs = await connection.QueryAsync<long>(
            FindSql,
            new
            {
                room, author = query.Author, from = Math.Max(floor - 1, head - Reach), since = query.Since?.ToUnixTimeMilliseconds() ?? 0,
                limit = Math.Clamp(query.Limit, 1, options.Value.MaxDeleteMany),
            },
            moment);
        return seqs.Reverse().ToImmutableArray();
    });

    /// <summary>What can be undone, the latest first.</summary>
    public Task<ImmutableArray<Deletion>> ListAsync(string room) => databases.Messages.ReadAsync(async (connection, moment) =>
    {
        var since = (clock.GetUtcNow() - options.Value.UndoDelete).ToUnixTimeMilliseconds();
        var rows = await connection.QueryAsync<(long Batch, string By, long AtMs, int Count)>(ListSql, new { room, since }, moment);
        return rows.Select(row => (row, At: DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs)))
            .Select(one => new Deletion(one.row.Batch, one.row.By, one.At, one.row.Count, one.At + options.Value.UndoDelete)).ToImmutableArray();
    });

    /// <summary>Forgets what cannot be undone any more.</summary>
    public Task<int> SweepAsync() => databases.Messages.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "DELETE FROM deleted_payloads WHERE at_ms < @before", new { before = (clock.GetUtcNow() - options.Value.UndoDelete - Grace).ToUnixTimeMilliseconds() }, transaction));

    /// <summary>Forgets what a user has written.</summary>
    public Task ForgetAsync(string room, string user) => databases.Messages.WriteAsync((connection, transaction) =>
        connection.ExecuteAsync("DELETE FROM deleted_payloads WHERE room_id = @room AND sender_id = @user", new { room, user }, transaction));

    /// <summary>What a decision on a batch has to know; null: there is none.</summary>
    public static async Task<DeletionFact?> ReadAsync(DbConnection connection, DbTransaction moment, string room, long batch)
    {
        await using var rows = await connection.ExecuteReaderAsync(OfBatchSql, new { room, batch }, moment);
        var messages = ImmutableArray.CreateBuilder<DeletedMessage>();
        DateTimeOffset? at = null;
        while (await rows.ReadAsync())
        {
            at ??= DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(10));
            var e = RoomEventCodec.Decode(RoomLogReader.Stored(rows));
            if (e is MessagePosted posted && e.Seq == rows.GetInt64(9))
            {
                messages.Add(new DeletedMessage(posted, rows.IsDBNull(11) ? 0 : rows.GetInt32(11), EditedAt: null));
            }
            else if (e is MessageEdited edited && messages.Count > 0 && edited.Seq == rows.GetInt64(12))
            {
                var before = messages[^1];
                messages[^1] = before with { Message = before.Message with { Text = edited.Text, Mentions = edited.Mentions }, EditedAt = edited.At };
            }
        }

        return at is { } time ? new DeletionFact(time, messages.ToImmutable()) : null;
    }
}
