using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>The directory on SQLite. Reads are short and run on the pool.</summary>
internal sealed class SqliteRoomDirectory(Databases databases) : IRoomDirectory
{
    private const string ListSql = """
        SELECT r.room_id, r.name, r.title, r.visibility, h.epoch, h.last_seq, h.message_count, r.created_by, r.created_at_ms, m.role
        FROM rooms r JOIN room_heads h ON h.room_id = r.room_id
        LEFT JOIN room_members m ON m.room_id = r.room_id AND m.user_id = @reader AND m.until_seq IS NULL
        WHERE m.role IS NOT NULL OR (@all AND r.visibility = 0)
        ORDER BY r.name_key LIMIT @limit
        """;

    // From the member's side: a user's own rooms must not cost a look at every room there is.
    private const string MineSql = """
        SELECT r.room_id, r.name, r.title, r.visibility, h.epoch, h.last_seq, h.message_count, r.created_by, r.created_at_ms, m.role
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

    public Task<string?> FindAsync(string nameKey) => Read(connection =>
        connection.QuerySingleOrDefault<string?>("SELECT room_id FROM rooms WHERE name_key = @nameKey", new { nameKey }));

    public Task<ImmutableArray<RoomView>> ListAsync(string reader, bool mineOnly, int limit) => Read(connection => connection
        .Query(mineOnly ? MineSql : ListSql, new { reader, all = true, limit })
        .Select(row => new RoomView(
            (string)row.room_id, (string)row.name, (string)row.title, (RoomVisibility)(long)row.visibility, (string)row.epoch, (long)row.last_seq,
            (long)row.message_count, (string)row.created_by, DateTimeOffset.FromUnixTimeMilliseconds((long)row.created_at_ms), (RoomRole?)(long?)row.role))
        .ToImmutableArray());

    public Task<ImmutableArray<RoomMember>?> MembersAsync(string room, string reader, string? after, int limit) => Read<ImmutableArray<RoomMember>?>(connection =>
        connection.ExecuteScalar<long?>(MayKnowSql, new { room, reader }) is null
            ? null
            : connection.Query<(string User, long Role, long FromSeq)>(MembersSql, new { room, after = after ?? "", limit })
                .Select(row => new RoomMember(row.User, (RoomRole)row.Role, row.FromSeq))
                .ToImmutableArray());

    private Task<T> Read<T>(Func<SqliteConnection, T> read) => Task.Run(() =>
    {
        using var connection = databases.Messages.OpenReader();
        return read(connection);
    });
}
