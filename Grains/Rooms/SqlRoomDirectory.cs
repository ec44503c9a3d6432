using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Rooms;
using Parley.Sessions;
using Parley.Text;

namespace Parley.Grains.Rooms;

/// <summary>The directory on either engine. Every answer about a room passes <see cref="RoomAccess"/>; the SQL only leaves out what surely will not.</summary>
internal sealed class SqlRoomDirectory(Databases databases, IOptions<RoomOptions> options) : IRoomDirectory
{
    private const string ViewColumns = """
        r.room_id AS Id, r.name AS Name, r.title AS Title, r.visibility AS Visibility, h.epoch AS Epoch, h.last_seq AS LastSeq,
            h.message_count AS N, r.created_by AS CreatedBy, r.created_at_ms AS CreatedAtMs, m.role AS Role,
            COALESCE(s.topic, '') AS Topic, COALESCE(s.slow_mode, 0) AS SlowMode, COALESCE(s.archived, 0) AS Archived,
            COALESCE(p.policy, 0) AS History, COALESCE(l.policy, 0) AS Leavers, t.days AS Retention
        """;

    private const int RoomsPerCount = 50;

    private const string ListSql = $"""
        SELECT {ViewColumns}
        FROM rooms r JOIN room_heads h ON h.room_id = r.room_id
        LEFT JOIN room_settings s ON s.room_id = r.room_id
        LEFT JOIN room_history p ON p.room_id = r.room_id
        LEFT JOIN room_leavers l ON l.room_id = r.room_id
        LEFT JOIN room_retention t ON t.room_id = r.room_id
        LEFT JOIN room_members m ON m.room_id = r.room_id AND m.user_id = @reader AND m.until_seq IS NULL
        WHERE m.role IS NOT NULL OR r.visibility = 0
        ORDER BY r.name_key LIMIT @limit
        """;

    // From the member's side: a user's own rooms must not cost a look at every room there is.
    private const string MineSql = $"""
        SELECT {ViewColumns}
        FROM room_members m JOIN rooms r ON r.room_id = m.room_id JOIN room_heads h ON h.room_id = m.room_id
        LEFT JOIN room_settings s ON s.room_id = r.room_id
        LEFT JOIN room_history p ON p.room_id = r.room_id
        LEFT JOIN room_leavers l ON l.room_id = r.room_id
        LEFT JOIN room_retention t ON t.room_id = r.room_id
        WHERE m.user_id = @reader AND m.until_seq IS NULL
        ORDER BY r.name_key LIMIT @limit
        """;

    private const string StandingSql = """
        SELECT r.visibility AS Visibility, COALESCE(s.archived, 0) AS Archived, m.role AS Role, b.user_id AS Banned
        FROM rooms r
        LEFT JOIN room_settings s ON s.room_id = r.room_id
        LEFT JOIN room_members m ON m.room_id = r.room_id AND m.user_id = @reader AND m.until_seq IS NULL
        LEFT JOIN room_bans b ON b.room_id = r.room_id AND b.user_id = @reader
        WHERE r.room_id = @room
        """;

    private const string MembersSql = """
        SELECT user_id, role, from_seq FROM room_members
        WHERE room_id = @room AND user_id > @after AND until_seq IS NULL ORDER BY user_id LIMIT @limit
        """;

    private const string PeopleSql = "SELECT room_id, user_id FROM room_members WHERE room_id IN @groups AND until_seq IS NULL ORDER BY room_id, from_seq";

    private const string BansSql = "SELECT user_id, banned_by, at_ms FROM room_bans WHERE room_id = @room ORDER BY user_id LIMIT @limit";

    private const string InvitesSql = """
        SELECT invite_id AS Id, role AS Role, max_uses AS MaxUses, uses AS Uses, expires_at_ms AS ExpiresAtMs, created_by AS CreatedBy, created_at_ms AS CreatedAtMs
        FROM room_invites
        WHERE room_id = @room AND revoked_seq IS NULL AND uses < max_uses AND expires_at_ms > @nowMs
        ORDER BY created_at_ms DESC, invite_id DESC LIMIT @limit
        """;

    private const string FindInviteSql = """
        SELECT i.room_id AS Room, r.title AS Title, i.secret_hash AS SecretHash,
            CASE WHEN i.revoked_seq IS NULL AND i.uses < i.max_uses AND i.expires_at_ms > @nowMs THEN 1 ELSE 0 END AS Good
        FROM room_invites i JOIN rooms r ON r.room_id = i.room_id WHERE i.invite_id = @invite
        """;

    private const string SharedSql = """
        SELECT DISTINCT o.user_id FROM room_members m JOIN room_members o ON o.room_id = m.room_id
        WHERE m.user_id = @user AND m.until_seq IS NULL AND o.until_seq IS NULL AND o.user_id IN @others
        """;

    /// <summary>However many ask for a room that nobody remembers, a moment after a restart, say.</summary>
    private readonly SharedReads<string> _rooms = new(names => databases.Messages.ReadAsync(async (connection, moment) =>
        (IReadOnlyDictionary<string, string>)(await connection.QueryAsync<(string Name, string Room)>("SELECT name_key, room_id FROM room_names WHERE name_key IN @names", new { names }, moment))
            .ToDictionary(row => row.Name, row => row.Room)));

    public Task<string?> FindAsync(string nameKey) =>
        LineText.IsWellFormed(nameKey) ? _rooms.ReadAsync(nameKey) : Task.FromResult<string?>(null); // one that cannot be asked for must not fail the others

    public Task<ImmutableArray<RoomView>> ListAsync(Actor reader, bool mineOnly, int limit) => databases.Messages.ReadAsync(async (connection, moment) =>
    {
        // Who sees no public rooms has no use for their list.
        var sql = mineOnly || RoomAccess.InPublicRooms.GetValueOrDefault(reader.Role) == RoomPermission.None ? MineSql : ListSql;
        var rows = await connection.QueryAsync<ListedRoom>(sql, new { reader = reader.Id, limit }, moment);
        var views = rows.Where(row => RoomAccess.May(reader.Role, row.Standing, RoomPermission.Know)).Select(row => row.ToView(reader.Role, options.Value.OwnersMayDelete)).ToImmutableArray();
        var groups = views.Where(view => view.Visibility == RoomVisibility.Group).Select(view => view.Id).ToList();
        if (groups.Count == 0)
        {
            return views;
        }

        var people = (await connection.QueryAsync<(string Room, string User)>(PeopleSql, new { groups }, moment)).ToLookup(row => row.Room, row => row.User);
        return [.. views.Select(view => people.Contains(view.Id) ? view with { People = [.. people[view.Id]] } : view)];
    });

    public Task<Outcome<ImmutableArray<RoomMember>>> MembersAsync(string room, Actor reader, string? after, int limit) =>
        IfMay(room, reader, RoomPermission.Know, async (connection, moment) =>
        {
            var rows = await connection.QueryAsync<(string User, int Role, long FromSeq)>(MembersSql, new { room, after = after ?? "", limit }, moment);
            return rows.Select(row => new RoomMember(row.User, (RoomRole)row.Role, row.FromSeq));
        });

    public Task<Outcome<ImmutableArray<RoomBan>>> BansAsync(string room, Actor reader, int limit) =>
        IfMay(room, reader, RoomPermission.Remove, async (connection, moment) =>
        {
            var rows = await connection.QueryAsync<(string User, string By, long AtMs)>(BansSql, new { room, limit }, moment);
            return rows.Select(row => new RoomBan(row.User, row.By, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs)));
        });

    public Task<Outcome<ImmutableArray<RoomInvite>>> InvitesAsync(string room, Actor reader, DateTimeOffset now, int limit) =>
        IfMay(room, reader, RoomPermission.Invite, async (connection, moment) =>
        {
            var rows = await connection.QueryAsync<ListedInvite>(InvitesSql, new { room, nowMs = now.ToUnixTimeMilliseconds(), limit }, moment);
            return rows.Select(row => row.ToInvite());
        });

    public Task<(string Room, string? Title)?> FindInviteAsync(string invite, string secretHash, DateTimeOffset now) =>
        databases.Messages.ReadAsync<(string, string?)?>(async (connection, moment) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<FoundInvite>(FindInviteSql, new { invite, nowMs = now.ToUnixTimeMilliseconds() }, moment);
            return row is not null && SessionToken.Matches(row.SecretHash, secretHash) ? (row.Room, row.Good == 1 ? row.Title : null) : null;
        });

    public Task<ImmutableDictionary<string, int>> MentionsAsync(string user, ImmutableArray<ReadPosition> positions) => databases.Messages.ReadAsync(async (connection, moment) =>
    {
        var counts = ImmutableDictionary.CreateBuilder<string, int>();
        foreach (var some in positions.Chunk(RoomsPerCount))
        {
            var parameters = new DynamicParameters(new { user, everybody = RoomProjection.Everybody });
            for (var i = 0; i < some.Length; i++)
            {
                parameters.Add($"room{i}", some[i].Room);
                parameters.Add($"seq{i}", some[i].Seq);
            }

            // Each a range of its own: what was said before has no part in it, however much it is.
            var sql = string.Join(" UNION ALL ", some.Select((_, i) => $"""
                SELECT @room{i}, COUNT(DISTINCT seq) FROM message_mentions
                WHERE user_id IN (@user, @everybody) AND room_id = @room{i} AND seq > @seq{i} AND sender_id <> @user
                """));
            foreach (var (room, count) in await connection.QueryAsync<(string Room, int Count)>(sql, parameters, moment))
            {
                if (count > 0)
                {
                    counts[room] = count;
                }
            }
        }

        return counts.ToImmutable();
    });

    public Task<ImmutableArray<string>> SharedWithAsync(string user, ImmutableArray<string> others) =>
        others.IsDefaultOrEmpty
            ? Task.FromResult<ImmutableArray<string>>([])
            : databases.Messages.ReadAsync(async (connection, moment) =>
                (await connection.QueryAsync<string>(SharedSql, new { user, others = others.ToArray() }, moment)).ToImmutableArray());

    /// <summary>Reads if the reader may, by a standing of the same moment.</summary>
    private Task<Outcome<ImmutableArray<T>>> IfMay<T>(
        string room, Actor reader, RoomPermission permission, Func<DbConnection, DbTransaction, Task<IEnumerable<T>>> read) =>
        databases.Messages.ReadAsync<Outcome<ImmutableArray<T>>>(async (connection, moment) =>
        {
            var standing = await connection.QuerySingleOrDefaultAsync<StandingRow>(StandingSql, new { room, reader = reader.Id }, moment);
            var refusal = standing is null ? ErrorCatalog.Error(ErrorCatalog.RoomNotFound) : RoomAccess.Refuse(reader.Role, standing.Standing, permission);
            return refusal is not null ? refusal : (await read(connection, moment)).ToImmutableArray();
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
        public required string Topic { get; init; }
        public int SlowMode { get; init; }
        public int Archived { get; init; }
        public int History { get; init; }
        public int Leavers { get; init; }
        public int? Retention { get; init; }

        public RoomStanding Standing => new((RoomVisibility)Visibility, Archived != 0, (RoomRole?)Role, IsBanned: false); // a ban hides nothing

        public RoomView ToView(ServerRole reader, bool ownersMayDelete) => new(
            Id, Name, Title, (RoomVisibility)Visibility, Epoch, LastSeq, N, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), (RoomRole?)Role)
        {
            Topic = Topic, SlowMode = SlowMode, IsArchived = Archived != 0, Permissions = RoomAccess.Permissions(reader, Standing).Deleting(reader, ownersMayDelete), History = (RoomHistory)History,
            Leavers = (RoomLeavers)Leavers, Retention = Retention,
        };
    }

    private sealed class StandingRow
    {
        public int Visibility { get; init; }
        public int Archived { get; init; }
        public int? Role { get; init; }
        public string? Banned { get; init; }

        public RoomStanding Standing => new((RoomVisibility)Visibility, Archived != 0, (RoomRole?)Role, Banned is not null);
    }

    private sealed class ListedInvite
    {
        public required string Id { get; init; }
        public int Role { get; init; }
        public int MaxUses { get; init; }
        public int Uses { get; init; }
        public long ExpiresAtMs { get; init; }
        public required string CreatedBy { get; init; }
        public long CreatedAtMs { get; init; }

        public RoomInvite ToInvite() => new(
            Id, (RoomRole)Role, MaxUses, Uses, DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAtMs), CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs));
    }

    private sealed class FoundInvite
    {
        public required string Room { get; init; }
        public required string Title { get; init; }
        public required string SecretHash { get; init; }
        public int Good { get; init; }
    }
}
