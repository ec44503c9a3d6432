using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>The directory on either engine.</summary>
internal sealed class SqlRoomDirectory(Databases databases) : IRoomDirectory
{
    private const string ListSql = """
        SELECT r.room_id AS Id, r.name AS Name, r.title AS Title, r.visibility AS Visibility, h.epoch AS Epoch, h.last_seq AS LastSeq,
            h.message_count AS N, r.created_by AS CreatedBy, r.created_at_ms AS CreatedAtMs, m.role AS Role
        FROM rooms r JOIN room_heads h ON h.room_id = r.room_id
        LEFT JOIN room_members m ON m.room_id = r.room_id AND m.user_id = @reader AND m.until_seq IS NULL
        WHERE m.role IS NOT NULL OR r.visibility = 0
        ORDER BY r.name_key LIMIT @limit
        """;

    // From the member's side: a user's own rooms must not cost a look at every room there is.
    private const string MineSql = """
        SELECT r.room_id AS Id, r.name AS Name, r.title AS Title, r.visibility AS Visibility, h.epoch AS Epoch, h.last_seq AS LastSeq,
            h.message_count AS N, r.created_by AS CreatedBy, r.created_at_ms AS CreatedAtMs, m.role AS Role
        FROM room_members m JOIN rooms r ON r.room_id = m.room_id JOIN room_heads h ON h.room_id = m.room_id
        WHERE m.user_id = @reader AND m.until_seq IS NULL
        ORDER BY r.name_key LIMIT @limit
        """;

    private const string MayKnowSql = """
        SELECT 1 FROM rooms r WHERE r.room_id = @room AND (r.visibility = 0 OR EXISTS (
            SELECT 1 FROM room_members m WHERE m.room_id = r.room_id AND m.user_id = @reader AND m.until_seq IS NULL))
        """;

    private const string MembersSql = """
        SELECT user_id, role, from_seq FROM room_members
        WHERE room_id = @room AND user_id > @after AND until_seq IS NULL ORDER BY user_id LIMIT @limit
        """;

    public Task<string?> FindAsync(string nameKey) => databases.Messages.ReadAsync((connection, moment) =>
        connection.QuerySingleOrDefaultAsync<string?>("SELECT room_id FROM rooms WHERE name_key = @nameKey", new { nameKey }, moment));

    public Task<ImmutableArray<RoomView>> ListAsync(string reader, bool mineOnly, int limit) => databases.Messages.ReadAsync(async (connection, moment) =>
    {
        var rows = await connection.QueryAsync<ListedRoom>(mineOnly ? MineSql : ListSql, new { reader, limit }, moment);
        return rows.Select(row => row.ToView()).ToImmutableArray();
    });

    public Task<ImmutableArray<RoomMember>?> MembersAsync(string room, string reader, string? after, int limit) =>
        databases.Messages.ReadAsync<ImmutableArray<RoomMember>?>(async (connection, moment) =>
        {
            if (await connection.ExecuteScalarAsync<int?>(MayKnowSql, new { room, reader }, moment) is null)
            {
                return null;
            }

            var rows = await connection.QueryAsync<(string User, int Role, long FromSeq)>(MembersSql, new { room, after = after ?? "", limit }, moment);
            return [.. rows.Select(row => new RoomMember(row.User, (RoomRole)row.Role, row.FromSeq))];
        });

    /// <summary>A row of a list, under the names that the columns have.</summary>
    private sealed class ListedRoom
    {
        public required string Id { get; init; }
        public required string Name { get; init; }
        public required string Title { get; init; }
        public int Visibility { get; init; }
        public required string Epoch { get; init; }
        public long LastSeq { get; init; }
        public long N { get; init; }
        public required string CreatedBy { get; init; }
        public long CreatedAtMs { get; init; }
        public int? Role { get; init; }

        public RoomView ToView() => new(
            Id, Name, Title, (RoomVisibility)Visibility, Epoch, LastSeq, N, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), (RoomRole?)Role);
    }
}
