using System.Data.Common;
using Dapper;
using Parley.Access;
using Parley.Rooms;

namespace Parley.Grains.Search;

/// <summary>The rooms whose messages somebody may read, by the table of members, in the moment of a transaction. What reading needs is said by <see cref="RoomAccess"/>.</summary>
internal static class ReadableRooms
{
    private const string Sql = """
        SELECT m.room_id AS Room, m.role AS Role, r.visibility AS Visibility, COALESCE(s.archived, 0) AS Archived, m.from_seq AS FromSeq, COALESCE(p.policy, 0) AS History
        FROM room_members m JOIN rooms r ON r.room_id = m.room_id
        LEFT JOIN room_settings s ON s.room_id = m.room_id LEFT JOIN room_history p ON p.room_id = m.room_id
        WHERE m.user_id = @reader AND m.until_seq IS NULL
        """;

    /// <summary>Id of a room → the number below which nothing is for the reader; 1: everything is.</summary>
    /// <param name="among">Null: all.</param>
    public static async Task<Dictionary<string, long>> ReadAsync(DbConnection connection, DbTransaction moment, Actor reader, IReadOnlyCollection<string>? among)
    {
        if (among is { Count: 0 })
        {
            return [];
        }

        var sql = among is null ? Sql : $"{Sql} AND m.room_id IN @among";
        var rows = await connection.QueryAsync<Row>(sql, new { reader = reader.Id, among }, moment);
        return rows.Where(row => RoomAccess.May(reader.Role, row.Standing, RoomPermission.Read)).ToDictionary(row => row.Room, row => row.Floor);
    }

    /// <summary>A row, under the names that the columns have.</summary>
    private sealed class Row
    {
        public required string Room { get; init; }
        public int Role { get; init; }
        public int Visibility { get; init; }
        public int Archived { get; init; }
        public long FromSeq { get; init; }
        public int History { get; init; }

        public long Floor => History == (int)RoomHistory.Protected ? FromSeq : 1;

        public RoomStanding Standing => new((RoomVisibility)Visibility, Archived != 0, (RoomRole)Role, IsBanned: false); // a ban hides nothing
    }
}
