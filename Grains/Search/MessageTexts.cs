using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Parley.Files;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Grains.Search;

/// <summary>A message as the log has it now.</summary>
internal sealed record MessageText(long Seq, string Sender, DateTimeOffset At, DateTimeOffset? EditedAt, string Text, ImmutableArray<MessageFile>? Files)
{
    /// <summary>Without content.</summary>
    public override string ToString() => $"MessageText({Seq})";
}

/// <summary>Reads messages of one room as they are now, in the moment of a transaction. What was erased is not there.</summary>
internal sealed class MessageTexts(DbConnection connection, DbTransaction moment, string room)
{
    /// <summary>How far from a message its neighbours are looked for: beyond so many joins and departures there is none.</summary>
    private const int NeighbourReach = 200;

    private const string PostedSql = $"""
        SELECT {RoomLogReader.EventColumns} FROM room_events
        WHERE room_id = @room AND seq IN @seqs AND kind = 'messagePosted' AND payload IS NOT NULL
        """;

    private const string EditedSql = $"""
        SELECT {RoomLogReader.EventColumns} FROM room_events
        WHERE room_id = @room AND target_seq IN @seqs AND kind = 'messageEdited' AND payload IS NOT NULL ORDER BY seq
        """;

    private const string BeforeSql = """
        SELECT seq FROM room_events WHERE room_id = @room AND seq < @seq AND seq >= @reach AND kind = 'messagePosted' AND payload IS NOT NULL
        ORDER BY seq DESC LIMIT @count
        """;

    private const string AfterSql = """
        SELECT seq FROM room_events WHERE room_id = @room AND seq > @seq AND seq <= @reach AND kind = 'messagePosted' AND payload IS NOT NULL
        ORDER BY seq LIMIT @count
        """;

    public async Task<Dictionary<long, MessageText>> ReadAsync(IReadOnlyCollection<long> seqs)
    {
        var texts = new Dictionary<long, MessageText>();
        if (seqs.Count == 0)
        {
            return texts;
        }

        var polls = new Dictionary<long, ImmutableArray<string>>();
        foreach (var e in await EventsAsync(PostedSql, seqs))
        {
            if (e is MessagePosted { Text: { } text } posted)
            {
                texts[e.Seq] = new MessageText(e.Seq, e.Sender, e.At, EditedAt: null, text, posted.Files);
                if (posted.Poll is { } poll)
                {
                    polls[e.Seq] = poll.Options;
                }
            }
        }

        foreach (var e in await EventsAsync(EditedSql, texts.Keys))
        {
            if (e is MessageEdited { Text: { } text } edited)
            {
                texts[edited.Target] = texts[edited.Target] with { Text = text, EditedAt = e.At };
            }
        }

        // The answers of a poll are found like its question; they stay as they are.
        foreach (var (seq, options) in polls)
        {
            texts[seq] = texts[seq] with { Text = string.Join('\n', options.Prepend(texts[seq].Text)) };
        }

        return texts;
    }

    /// <summary>Numbers of the messages before and after one, in order.</summary>
    public async Task<(IReadOnlyList<long> Before, IReadOnlyList<long> After)> NeighboursAsync(long seq, int count)
    {
        if (count == 0)
        {
            return ([], []);
        }

        var before = await connection.QueryAsync<long>(BeforeSql, new { room, seq, reach = seq - NeighbourReach, count }, moment);
        var after = await connection.QueryAsync<long>(AfterSql, new { room, seq, reach = seq + NeighbourReach, count }, moment);
        return (before.Reverse().ToList(), after.ToList());
    }

    private async Task<List<RoomEvent>> EventsAsync(string sql, IReadOnlyCollection<long> seqs)
    {
        var events = new List<RoomEvent>();
        if (seqs.Count > 0)
        {
            await using var rows = await connection.ExecuteReaderAsync(sql, new { room, seqs }, moment);
            while (await rows.ReadAsync())
            {
                events.Add(RoomEventCodec.Decode(RoomLogReader.Stored(rows)));
            }
        }

        return events;
    }
}
