using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Looks through all rooms but conversations, whoever may know of them.</summary>
public sealed class RoomTable(Databases databases)
{
    /// <summary>Owners of one room that are named.</summary>
    public const int MaxOwners = 10;

    private const string Columns = """
        SELECT r.room_id AS Id, r.name AS Name, r.title AS Title, r.visibility AS Visibility, COALESCE(s.archived, 0) AS Archived,
            (SELECT COUNT(*) FROM room_members m WHERE m.room_id = r.room_id AND m.until_seq IS NULL) AS Members,
            h.message_count AS Messages, r.created_at_ms AS CreatedAtMs, COALESCE(e.at_ms, r.created_at_ms) AS LastAtMs, t.days AS Retention
        FROM rooms r JOIN room_heads h ON h.room_id = r.room_id
        LEFT JOIN room_settings s ON s.room_id = r.room_id
        LEFT JOIN room_retention t ON t.room_id = r.room_id
        LEFT JOIN room_events e ON e.room_id = h.room_id AND e.seq = h.last_seq
        WHERE r.visibility IN (0, 1)
        """;

    private const string SearchSql = $"""
        {Columns} AND r.room_id > @after AND (LOWER(r.name) LIKE @pattern ESCAPE '!' OR LOWER(r.title) LIKE @pattern ESCAPE '!')
        ORDER BY r.room_id LIMIT @limit
        """;

    private const string FindSql = $"{Columns} AND r.room_id = @room";

    private const string OwnersSql = "SELECT room_id, user_id FROM room_members WHERE room_id IN @rooms AND until_seq IS NULL AND role = @owner ORDER BY room_id, from_seq";

    /// <summary>Rooms whose name or title has the text in it, after an id, in the order of ids.</summary>
    public Task<ImmutableArray<RoomSummary>> FindAsync(string text, string after, int limit) =>
        ReadAsync(SearchSql, new { after, limit, pattern = LikePattern.Containing(text), room = "" });

    /// <summary>One room; null if there is none, or if it is a conversation.</summary>
    public async Task<RoomSummary?> FindAsync(string room) => (await ReadAsync(FindSql, new { after = "", limit = 1, pattern = "", room })).FirstOrDefault();

    private Task<ImmutableArray<RoomSummary>> ReadAsync(string sql, object parameters) => databases.Messages.ReadAsync<ImmutableArray<RoomSummary>>(async (connection, moment) =>
    {
        var rows = (await connection.QueryAsync<Row>(sql, parameters, moment)).AsList();
        if (rows.Count == 0)
        {
            return [];
        }

        var owners = (await connection.QueryAsync<(string Room, string User)>(OwnersSql, new { rooms = rows.Select(row => row.Id), owner = (int)RoomRole.Owner }, moment))
            .ToLookup(row => row.Room, row => row.User);
        return [.. rows.Select(row => row.ToEntry([.. owners[row.Id].Take(MaxOwners)]))];
    });

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
        public string Title { get; init; } = "";
        public int Visibility { get; init; }
        public int Archived { get; init; }
        public int Members { get; init; }
        public long Messages { get; init; }
        public long CreatedAtMs { get; init; }
        public long LastAtMs { get; init; }
        public int? Retention { get; init; }

        public RoomSummary ToEntry(ImmutableArray<string> owners) => new(
            Id, Name, Title, (RoomVisibility)Visibility, Archived != 0, Members, Messages, owners,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), DateTimeOffset.FromUnixTimeMilliseconds(LastAtMs))
        {
            Retention = Retention,
        };
    }
}
