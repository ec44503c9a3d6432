using System.Data.Common;
using Dapper;
using Parley.Grains.Rooms;
using Parley.Grains.Storage;

namespace Parley.Grains.Search;

/// <summary>What of the log concerns the index: where rooms end, and which messages a piece of a room's line is about.</summary>
internal sealed class SearchReading(Databases databases)
{
    private const string HeadsSql = "SELECT room_id, last_seq, message_count, epoch FROM room_heads WHERE room_id > @after ORDER BY room_id LIMIT @limit";

    // Whatever an event says about a message: the message is read as it is now. Newer programs' kinds are no exception; reactions and votes, which are many, are.
    private const string TouchedSql = """
        SELECT seq, CASE WHEN kind = 'messagePosted' THEN seq WHEN kind IN ('reactionAdded', 'reactionRemoved', 'pollVoted', 'pollClosed') THEN NULL ELSE target_seq END FROM room_events
        WHERE room_id = @room AND seq > @from AND seq <= @head ORDER BY seq LIMIT @limit
        """;

    /// <summary>Rooms by id, after one, with where they end.</summary>
    public Task<IReadOnlyList<(string Room, LogHead Head)>> HeadsAfterAsync(string after, int limit) =>
        databases.Messages.ReadAsync<IReadOnlyList<(string, LogHead)>>(async (connection, moment) =>
        {
            var rows = await connection.QueryAsync<(string Room, long LastSeq, long N, string Epoch)>(HeadsSql, new { after, limit }, moment);
            return [.. rows.Select(row => (row.Room, new LogHead(row.LastSeq, row.N, row.Epoch)))];
        });

    /// <summary>What is to be done to bring a room from its position towards its head; null: nothing.</summary>
    public Task<SearchChange?> ChangeAsync(string room, SearchPosition? position, LogHead head, int limit) =>
        databases.Messages.ReadAsync<SearchChange?>(async (connection, moment) =>
        {
            // After a restore the line may be another one: what the index has of it is not to be trusted.
            var startsAnew = position is not null && (position.Epoch != head.Epoch || position.Seq > head.LastSeq);
            var from = startsAnew ? 0 : position?.Seq ?? 0;
            if (from == head.LastSeq)
            {
                return null;
            }

            var (to, touched) = await TouchedAsync(connection, moment, room, from, head.LastSeq, limit);
            var texts = await new MessageTexts(connection, moment, room).ReadAsync(touched);
            var gone = touched.Where(seq => !texts.ContainsKey(seq)).ToList();
            return new SearchChange(room, position, new SearchPosition(to, head.Epoch), [.. texts.Values.Select(SearchDocument.Of)], gone, startsAnew);
        });

    private static async Task<(long To, HashSet<long> Seqs)> TouchedAsync(
        DbConnection connection, DbTransaction moment, string room, long from, long head, int limit)
    {
        var rows = (await connection.QueryAsync<(long Seq, long? Message)>(TouchedSql, new { room, from, head, limit }, moment)).AsList();
        var seqs = rows.Where(row => row.Message is not null).Select(row => row.Message!.Value).ToHashSet();
        return (rows.Count < limit ? head : rows[^1].Seq, seqs);
    }
}
