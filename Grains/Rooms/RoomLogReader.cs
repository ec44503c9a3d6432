using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Parley.Grains.Storage;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>The reading side of the log, on either engine. Each read sees one moment.</summary>
internal sealed class RoomLogReader(Database database)
{
    public const string EventColumns = "seq, kind, version, sender_id, client_id, at_ms, n, target_seq, payload";

    private const string AfterSql = $"SELECT {EventColumns} FROM room_events WHERE room_id = @room AND seq > @seq ORDER BY seq LIMIT @limit";
    private const string BeforeSql = $"SELECT {EventColumns} FROM room_events WHERE room_id = @room AND seq < @seq ORDER BY seq DESC LIMIT @limit";
    private const string HeadsSql = "SELECT room_id, last_seq, message_count, epoch FROM room_heads WHERE room_id IN @rooms";

    private const string VersionsSql = $"""
        SELECT {EventColumns} FROM room_events
        WHERE room_id = @room AND (seq = @seq AND kind = 'messagePosted' OR target_seq = @seq AND kind = 'messageEdited') ORDER BY seq LIMIT @limit
        """;

    /// <summary>The row at the cursor, whose columns are <see cref="EventColumns"/>.</summary>
    public static StoredEvent Stored(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
        row.GetInt64(5), row.GetInt64(6), row.IsDBNull(7) ? null : row.GetInt64(7), row.IsDBNull(8) ? null : row.GetString(8));

    public async Task<LogHead?> HeadAsync(string room) => (await HeadsAsync([room])).GetValueOrDefault(room);

    public Task<IReadOnlyDictionary<string, LogHead>> HeadsAsync(IReadOnlyCollection<string> rooms) =>
        database.ReadAsync((connection, moment) => HeadsAsync(connection, moment, rooms));

    public Task<ImmutableArray<RoomEvent>> AfterAsync(string room, long after, int limit) =>
        database.ReadAsync((connection, moment) => EventsAsync(connection, moment, AfterSql, room, after, limit, int.MaxValue));

    public Task<(LogHead? Head, RoomFacts Facts)> FactsAsync(string room, RoomNeeds needs) =>
        database.ReadAsync(async (connection, moment) =>
        {
            var head = await HeadAsync(connection, moment, room);
            return (head, await new RoomFactsReader(connection, moment, room).ReadAsync(needs, head?.LastSeq ?? 0));
        });

    public Task<ReaderPage> PageAsync(string room, ReadEvents query, int maxCharacters) => database.ReadAsync(async (connection, moment) =>
    {
        var head = await HeadAsync(connection, moment, room);
        var facts = new RoomFactsReader(connection, moment, room);
        var (member, floor) = await facts.ReaderAsync(query.Reader);
        if (head is not null && member is null && query.LooksBack && await facts.StayAsync(query.Reader) is { } stay)
        {
            var then = await EventsAsync(connection, moment, room, stay.Within(query), maxCharacters);
            return new ReaderPage(stay.AsHead(head), null, stay.Floor, [.. then.Where(e => stay.Holds(e.Seq)).Select(e => EventHidden.For(e, stay.Floor))]) { IsFormer = true };
        }

        if (head is null || member is null)
        {
            return new ReaderPage(head, member, 1, []);
        }

        var events = await EventsAsync(connection, moment, room, query.After < floor ? query with { After = floor - 1 } : query, maxCharacters);
        return new ReaderPage(head, member, floor, floor == 1 ? events : [.. events.Where(e => e.Seq >= floor).Select(e => EventHidden.For(e, floor))]);
    });

    public Task<ReaderMessages> MessagesAsync(string room, ReadMessages query, int maxCharacters, int reactionUsers) =>
        AsReader(room, query.Reader, (reader, head) => reader.PageAsync(query, head, maxCharacters), reactionUsers, query.LooksBack);

    public Task<ReaderMessages> MessageAsync(string room, string user, long seq, int reactionUsers, bool looksBack) =>
        AsReader(room, user, (reader, _) => reader.OneAsync(seq), reactionUsers, looksBack);

    public Task<ReaderMessages> PinsAsync(string room, string user, int limit, int reactionUsers) =>
        AsReader(room, user, (reader, head) => reader.PinsAsync(limit, head), reactionUsers, looksBack: false);

    public Task<ImmutableArray<MessageVersion>> VersionsAsync(string room, long seq, int limit) => database.ReadAsync(async (connection, moment) =>
        (await EventsAsync(connection, moment, VersionsSql, room, seq, limit, int.MaxValue))
            .Select(e => (e.Seq, e.At, Text: e is MessagePosted posted ? posted.Text : (e as MessageEdited)?.Text))
            .Where(version => version.Text is not null)
            .Select(version => new MessageVersion(version.Seq, version.At, version.Text!))
            .ToImmutableArray());

    public Task<long> CountAtAsync(string room, long seq) => database.ReadAsync(async (connection, moment) =>
        await connection.ExecuteScalarAsync<long?>("SELECT n FROM room_events WHERE room_id = @room AND seq = @seq", new { room, seq }, moment) ?? 0);

    /// <summary>Reads for a member, with head and membership of the same moment; or for who was one, as if the room had ended when they left.</summary>
    private Task<ReaderMessages> AsReader(
        string room, string user, Func<RoomMessageReader, long, Task<(long First, long Last, ImmutableArray<RoomMessage> Messages)>> read, int reactionUsers, bool looksBack) =>
        database.ReadAsync(async (connection, moment) =>
        {
            var head = await HeadAsync(connection, moment, room);
            var facts = new RoomFactsReader(connection, moment, room);
            var (member, floor) = await facts.ReaderAsync(user);
            if (head is not null && member is null && looksBack && await facts.StayAsync(user) is { } stay)
            {
                var then = await read(new RoomMessageReader(connection, moment, room, user, reactionUsers, stay.Floor, stay.Ceiling), stay.Ceiling);
                return new ReaderMessages(stay.AsHead(head), null, then.First, then.Last, then.Messages) { IsFormer = true };
            }

            if (head is null || member is null)
            {
                return new ReaderMessages(head, member, 0, 0, []);
            }

            var (first, last, messages) = await read(new RoomMessageReader(connection, moment, room, user, reactionUsers, floor), head.LastSeq);
            return new ReaderMessages(head, member, first, last, messages);
        });

    private static async Task<LogHead?> HeadAsync(DbConnection connection, DbTransaction moment, string room) =>
        (await HeadsAsync(connection, moment, [room])).GetValueOrDefault(room);

    private static async Task<IReadOnlyDictionary<string, LogHead>> HeadsAsync(DbConnection connection, DbTransaction moment, IReadOnlyCollection<string> rooms)
    {
        var rows = await connection.QueryAsync<(string Room, long LastSeq, long N, string Epoch)>(HeadsSql, new { rooms }, moment);
        return rows.ToDictionary(row => row.Room, row => new LogHead(row.LastSeq, row.N, row.Epoch));
    }

    /// <summary>After: the oldest that follow. Before, or neither: the newest there are, put in order.</summary>
    private static async Task<ImmutableArray<RoomEvent>> EventsAsync(DbConnection connection, DbTransaction moment, string room, ReadEvents query, int maxCharacters)
    {
        if (query.After is { } after)
        {
            return await EventsAsync(connection, moment, AfterSql, room, after, query.Limit, maxCharacters);
        }

        var newestFirst = await EventsAsync(connection, moment, BeforeSql, room, query.Before ?? long.MaxValue, query.Limit, maxCharacters);
        return ImmutableArray.CreateRange(newestFirst.Reverse());
    }

    private static async Task<ImmutableArray<RoomEvent>> EventsAsync(
        DbConnection connection, DbTransaction moment, string sql, string room, long seq, int limit, int maxCharacters)
    {
        await using var rows = await connection.ExecuteReaderAsync(sql, new { room, seq, limit }, moment);
        var events = ImmutableArray.CreateBuilder<RoomEvent>();
        for (var characters = 0L; await rows.ReadAsync();)
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
