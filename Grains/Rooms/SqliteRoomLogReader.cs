using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>The reading side of the SQLite log, inside one read transaction.</summary>
internal sealed class SqliteRoomLogReader(SqliteConnection connection, SqliteTransaction snapshot)
{
    public const string EventColumns = "seq, kind, version, sender_id, client_id, at_ms, n, target_seq, payload";

    private const string Member = "SELECT user_id AS User, role AS Role, from_seq AS FromSeq FROM room_members WHERE room_id = @room AND user_id = @user AND until_seq IS NULL";

    /// <summary>The row at the cursor, whose columns are <see cref="EventColumns"/>.</summary>
    public static StoredEvent Stored(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
        row.GetInt64(5), row.GetInt64(6), row.IsDBNull(7) ? null : row.GetInt64(7), row.IsDBNull(8) ? null : row.GetString(8));

    public LogHead? Head(string room) => Heads([room]).Values.SingleOrDefault();

    public IReadOnlyDictionary<string, LogHead> Heads(IReadOnlyCollection<string> rooms) => connection
        .Query<(string Room, long LastSeq, long N, string Epoch)>(
            "SELECT room_id, last_seq, message_count, epoch FROM room_heads WHERE room_id IN @rooms", new { rooms }, snapshot)
        .ToDictionary(row => row.Room, row => new LogHead(row.LastSeq, row.N, row.Epoch));

    public ImmutableArray<RoomEvent> After(string room, long after, int limit) => Events(
        $"SELECT {EventColumns} FROM room_events WHERE room_id = @room AND seq > @from ORDER BY seq LIMIT @limit", room, after, limit, int.MaxValue);

    public (LogHead? Head, RoomFacts Facts) Facts(string room, IReadOnlyCollection<string> users, IReadOnlyCollection<long> messages)
    {
        var members = ImmutableDictionary.CreateBuilder<string, RoomMember?>();
        foreach (var user in users)
        {
            members[user] = FindMember(room, user);
        }

        var facts = ImmutableDictionary.CreateBuilder<long, MessageFact?>();
        foreach (var seq in messages)
        {
            var row = connection.QuerySingleOrDefault<(string Sender, bool Deleted)?>(
                "SELECT sender_id, payload IS NULL FROM room_events WHERE room_id = @room AND seq = @seq AND kind = 'messagePosted'", new { room, seq }, snapshot);
            facts[seq] = row is { } found ? new MessageFact(found.Sender, found.Deleted) : null;
        }

        return (Head(room), new RoomFacts(members.ToImmutable(), facts.ToImmutable()));
    }

    public ReaderPage Page(string room, ReadEvents query, int maxCharacters)
    {
        var head = Head(room);
        var member = FindMember(room, query.Reader);
        return new ReaderPage(head, member, head is null || member is null ? [] : Events(room, query, maxCharacters));
    }

    public long CountAt(string room, long seq) => connection.ExecuteScalar<long?>(
        "SELECT n FROM room_events WHERE room_id = @room AND seq = @seq", new { room, seq }, snapshot) ?? 0;

    private RoomMember? FindMember(string room, string user)
    {
        var row = connection.QuerySingleOrDefault<(string User, long Role, long FromSeq)?>(Member, new { room, user }, snapshot);
        return row is { } found ? new RoomMember(found.User, (RoomRole)found.Role, found.FromSeq) : null;
    }

    /// <summary>After: the oldest that follow. Before, or neither: the newest there are, nearest to the end first cut, then put in order.</summary>
    private ImmutableArray<RoomEvent> Events(string room, ReadEvents query, int maxCharacters)
    {
        if (query.After is { } after)
        {
            return Events($"SELECT {EventColumns} FROM room_events WHERE room_id = @room AND seq > @from ORDER BY seq LIMIT @limit", room, after, query.Limit, maxCharacters);
        }

        var newestFirst = Events(
            $"SELECT {EventColumns} FROM room_events WHERE room_id = @room AND seq < @from ORDER BY seq DESC LIMIT @limit",
            room, query.Before ?? long.MaxValue, query.Limit, maxCharacters);
        return ImmutableArray.CreateRange(newestFirst.Reverse());
    }

    private ImmutableArray<RoomEvent> Events(string sql, string room, long from, int limit, int maxCharacters)
    {
        using var command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = sql;
        command.Parameters.AddWithValue("@room", room);
        command.Parameters.AddWithValue("@from", from);
        command.Parameters.AddWithValue("@limit", limit);
        using var rows = command.ExecuteReader();
        var events = ImmutableArray.CreateBuilder<RoomEvent>();
        for (var characters = 0L; rows.Read();)
        {
            var e = RoomEventCodec.Decode(Stored(rows));
            characters += RoomTail.Characters(e);
            if (events.Count > 0 && characters > maxCharacters)
            {
                break;
            }

            events.Add(e);
        }

        return events.ToImmutable();
    }
}
