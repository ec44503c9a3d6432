using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// Reads messages of one room as they are at one moment: one range of the log by number, one of reactions by message. What a page costs
/// depends on neither the length of the room nor how much was done to its messages.
/// </summary>
/// <param name="user">The reader.</param>
/// <param name="reactionUsers">Users named for each emoji, at most.</param>
/// <param name="floor">What was posted before it is not there for the reader.</param>
/// <param name="ceiling">
/// What has been said since is not there for the reader: messages are as they were then, except that what has been taken back since counts at once (deletions,
/// reactions, votes, pins).
/// </param>
internal sealed class RoomMessageReader(DbConnection connection, DbTransaction moment, string room, string user, int reactionUsers, long floor, long ceiling = long.MaxValue)
{
    /// <summary>How many numbers a page goes through at most on its way in one direction: where fewer messages than asked for lie in so many events, it ends early.</summary>
    private const int Reach = 10_000;

    private const string Select = """
        SELECT e.seq, e.kind, e.version, e.sender_id, e.client_id, e.at_ms, e.n, e.target_seq, e.payload,
            s.edits, x.at_ms, x.payload, s.replies, s.last_reply_seq, s.pinned_seq, s.pinned_by, p.payload
        FROM room_events e
        LEFT JOIN message_states s ON s.room_id = e.room_id AND s.seq = e.seq
        LEFT JOIN room_events x ON x.room_id = s.room_id AND x.seq = s.edited_seq
        LEFT JOIN room_events p ON p.room_id = s.room_id AND p.seq = s.previews_seq AND s.previews_seq > COALESCE(s.edited_seq, 0)
        """;

    // At some number. What the tables say of now is told only if it was so then already; edits and replies are counted in the log.
    private const string SelectThen = """
        SELECT e.seq, e.kind, e.version, e.sender_id, e.client_id, e.at_ms, e.n, e.target_seq, e.payload,
            (SELECT COUNT(*) FROM room_events z WHERE z.room_id = e.room_id AND z.target_seq = e.seq AND z.kind = 'messageEdited' AND z.seq <= @ceiling),
            x.at_ms, x.payload,
            (SELECT COUNT(*) FROM room_events z WHERE z.room_id = e.room_id AND z.target_seq = e.seq AND z.kind = 'messagePosted' AND z.seq <= @ceiling),
            (SELECT MAX(z.seq) FROM room_events z WHERE z.room_id = e.room_id AND z.target_seq = e.seq AND z.kind = 'messagePosted' AND z.seq <= @ceiling),
            CASE WHEN s.pinned_seq <= @ceiling THEN s.pinned_seq END, s.pinned_by, p.payload
        FROM room_events e
        LEFT JOIN message_states s ON s.room_id = e.room_id AND s.seq = e.seq
        LEFT JOIN room_events x ON x.room_id = e.room_id AND x.seq =
            (SELECT MAX(z.seq) FROM room_events z WHERE z.room_id = e.room_id AND z.target_seq = e.seq AND z.kind = 'messageEdited' AND z.seq <= @ceiling)
        LEFT JOIN room_events p ON p.room_id = s.room_id AND p.seq = s.previews_seq AND s.previews_seq > COALESCE(s.edited_seq, 0) AND s.previews_seq <= @ceiling
        """;

    private const string RoomSql = Select + " WHERE e.room_id = @room AND e.seq >= @from AND e.seq <= @to AND e.kind = 'messagePosted' ORDER BY e.seq";
    private const string ThreadSql = Select + " WHERE e.room_id = @room AND e.target_seq = @thread AND e.seq >= @from AND e.seq <= @to AND e.kind = 'messagePosted' ORDER BY e.seq";

    private const string PinsSql = Select + """

        WHERE e.room_id = @room AND e.seq IN (SELECT seq FROM message_states WHERE room_id = @room AND pinned_seq IS NOT NULL) AND e.kind = 'messagePosted'
        ORDER BY s.pinned_seq DESC LIMIT @limit
        """;

    private const string SomeSql = Select + " WHERE e.room_id = @room AND e.seq IN @seqs AND e.kind = 'messagePosted' ORDER BY e.seq";

    // By emoji in the order of their code points, which is the same for everybody and at any time.
    private const string ReactionsSql = """
        SELECT target_seq, emoji, user_id, total, mine FROM (
            SELECT target_seq, emoji, user_id, seq,
                COUNT(*) OVER (PARTITION BY target_seq, emoji) AS total,
                MAX(CASE WHEN user_id = @user THEN 1 ELSE 0 END) OVER (PARTITION BY target_seq, emoji) AS mine,
                ROW_NUMBER() OVER (PARTITION BY target_seq, emoji ORDER BY seq) AS place
            FROM message_reactions WHERE room_id = @room AND seq <= @ceiling AND RANGE) reactions
        WHERE place <= @reactionUsers ORDER BY target_seq, emoji, seq
        """;

    private static readonly string ReactionsOfRunSql = ReactionsSql.Replace("RANGE", "target_seq >= @from AND target_seq <= @to", StringComparison.Ordinal);
    private static readonly string ReactionsOfSomeSql = ReactionsSql.Replace("RANGE", "target_seq IN @seqs", StringComparison.Ordinal);

    // Who was first by the event that the choice came with; those of one event by their place, which is the same to everybody.
    private const string VotesSql = """
        SELECT target_seq, choice, user_id, total, mine FROM (
            SELECT target_seq, choice, user_id, seq,
                COUNT(*) OVER (PARTITION BY target_seq, choice) AS total,
                MAX(CASE WHEN user_id = @user THEN 1 ELSE 0 END) OVER (PARTITION BY target_seq, choice) AS mine,
                ROW_NUMBER() OVER (PARTITION BY target_seq, choice ORDER BY seq) AS place
            FROM poll_votes WHERE room_id = @room AND seq <= @ceiling AND target_seq IN @seqs) votes
        WHERE place <= @reactionUsers ORDER BY target_seq, choice, seq
        """;

    private const string PollsSql = """
        SELECT p.seq, CASE WHEN p.closed_seq <= @ceiling THEN p.closed_seq END, p.closed_by,
            (SELECT COUNT(DISTINCT v.user_id) FROM poll_votes v WHERE v.room_id = p.room_id AND v.target_seq = p.seq AND v.seq <= @ceiling)
        FROM polls p WHERE p.room_id = @room AND p.seq IN @seqs
        """;

    private long? _thread;

    /// <summary>The page, and the numbers that it covers.</summary>
    public async Task<(long First, long Last, ImmutableArray<RoomMessage> Messages)> PageAsync(ReadMessages query, long head, int maxCharacters)
    {
        _thread = query.Thread;
        if (query.After is { } after)
        {
            var up = await UpAsync(after + 1, query.Limit, head, maxCharacters);
            return (after + 1, up.End, await WithReactionsAsync(up.Messages));
        }

        if (query.Around is not { } around)
        {
            var to = Math.Min(head, (query.Before ?? long.MaxValue) - 1);
            var down = await DownAsync(to, query.Limit, maxCharacters);
            return (down.End, to, await WithReactionsAsync(down.Messages));
        }

        // The message itself belongs to the lower part.
        around = Math.Clamp(around, 1, head);
        var lower = await DownAsync(around, (query.Limit + 1) / 2, maxCharacters / 2);
        var upper = query.Limit == 1 ? ([], around) : await UpAsync(around + 1, query.Limit / 2, head, maxCharacters / 2);
        return (lower.End, upper.End, await WithReactionsAsync([.. lower.Messages, .. upper.Messages]));
    }

    /// <summary>The pinned messages, last pinned first.</summary>
    public async Task<(long First, long Last, ImmutableArray<RoomMessage> Messages)> PinsAsync(int limit, long head) =>
        (1, head, await WithReactionsAsync((await ReadAsync(PinsSql, 1, head, limit, int.MaxValue)).Messages));

    /// <summary>One message; none if the number is that of something else.</summary>
    public async Task<(long First, long Last, ImmutableArray<RoomMessage> Messages)> OneAsync(long seq) =>
        (seq, seq, await WithReactionsAsync((await ReadAsync(RoomSql + " LIMIT @limit", seq, seq, 1, int.MaxValue)).Messages));

    /// <summary>Those of the numbers that are messages, in order; so few that one answer holds them.</summary>
    public async Task<ImmutableArray<RoomMessage>> SomeAsync(IReadOnlyCollection<long> seqs) =>
        seqs.Count == 0 ? [] : await WithReactionsAsync((await ReadAsync(SomeSql, new { room, seqs, ceiling }, seqs.Count, int.MaxValue)).Messages);

    private async Task<(IReadOnlyList<RoomMessage> Messages, long End)> UpAsync(long from, int limit, long head, int maxCharacters)
    {
        var to = _thread is null ? Math.Min(head, from + Reach - 1) : head;
        var (messages, isCut) = await ReadAsync((_thread is null ? RoomSql : ThreadSql) + " LIMIT @limit", Math.Max(from, floor), to, limit, maxCharacters);
        return (messages, isCut ? messages[^1].Seq : Math.Max(to, from - 1));
    }

    private async Task<(IReadOnlyList<RoomMessage> Messages, long End)> DownAsync(long to, int limit, int maxCharacters)
    {
        var from = _thread is null ? Math.Max(1, to - Reach + 1) : 1;
        var (messages, isCut) = await ReadAsync((_thread is null ? RoomSql : ThreadSql) + " DESC LIMIT @limit", from, to, limit, maxCharacters);
        return ([.. messages.Reverse()], isCut ? messages[^1].Seq : from <= floor ? 1 : from);
    }

    private Task<(IReadOnlyList<RoomMessage> Messages, bool IsCut)> ReadAsync(string sql, long from, long to, int limit, int maxCharacters) =>
        ReadAsync(sql, new { room, from, to, limit, ceiling, thread = _thread }, limit, maxCharacters);

    /// <summary>In the order of the statement; cut, if there may be more of them.</summary>
    private async Task<(IReadOnlyList<RoomMessage> Messages, bool IsCut)> ReadAsync(string sql, object parameters, int limit, int maxCharacters)
    {
        var messages = new List<RoomMessage>();
        sql = ceiling == long.MaxValue ? sql : sql.Replace(Select, SelectThen, StringComparison.Ordinal);
        await using var rows = await connection.ExecuteReaderAsync(sql, parameters, moment);
        for (var characters = 0L; await rows.ReadAsync();)
        {
            var message = Message(rows);
            if (message.Seq < floor || message.Seq > ceiling)
            {
                continue;
            }

            characters += message.Text?.Length ?? 0;
            if (messages.Count > 0 && characters > maxCharacters)
            {
                return (messages, true);
            }

            messages.Add(message);
        }

        return (messages, messages.Count == limit);
    }

    private static RoomMessage Message(DbDataReader row)
    {
        var posted = (MessagePosted)RoomEventCodec.Decode(RoomLogReader.Stored(row));
        var message = new RoomMessage(posted.Seq, posted.Sender, posted.At, posted.N, posted.Text)
        {
            ClientId = posted.ClientId,
            Thread = posted.Thread,
            Replies = row.IsDBNull(12) ? 0 : row.GetInt32(12),
            LastReply = row.IsDBNull(13) ? null : row.GetInt64(13),
        };
        if (posted.Text is null)
        {
            return message;
        }

        var (text, mentions) = row.IsDBNull(11) ? (posted.Text, posted.Mentions) : RoomEventCodec.Text(row.GetString(11));
        return message with
        {
            Text = text,
            Mentions = mentions,
            ReplyTo = posted.ReplyTo,
            Files = posted.Files,
            Poll = posted.Poll is { } poll ? new PollStanding(poll, [], 0, null) : null,
            Forward = posted.Forward,
            Pin = row.IsDBNull(14) ? null : new Pin(row.GetInt64(14), row.GetString(15)),
            Previews = row.IsDBNull(16) ? [] : RoomEventCodec.Previews(row.GetString(16)).Previews,
            Edits = row.IsDBNull(9) ? 0 : row.GetInt32(9),
            EditedAt = row.IsDBNull(10) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(10)),
        };
    }

    private async Task<ImmutableArray<RoomMessage>> WithReactionsAsync(IReadOnlyList<RoomMessage> messages)
    {
        if (messages.Count == 0)
        {
            return [];
        }

        // A run of the room's messages is a range; what lies far apart is asked for one by one.
        var (from, to) = (messages[0].Seq, messages[^1].Seq);
        var rows = to - from >= 0 && to - from < 2 * Reach
            ? await connection.QueryAsync<(long Target, string Emoji, string User, int Count, int Mine)>(ReactionsOfRunSql, new { room, user, from, to, ceiling, reactionUsers }, moment)
            : await connection.QueryAsync<(long Target, string Emoji, string User, int Count, int Mine)>(
                ReactionsOfSomeSql, new { room, user, seqs = messages.Select(message => message.Seq), ceiling, reactionUsers }, moment);
        var byMessage = rows.GroupBy(row => row.Target).ToDictionary(
            message => message.Key,
            message => message.GroupBy(row => row.Emoji)
                .Select(one => new Reaction(one.Key, one.First().Count, [.. one.Select(row => row.User)], one.First().Mine != 0)).ToImmutableArray());
        return await WithPollsAsync([.. messages.Select(message => byMessage.TryGetValue(message.Seq, out var reactions) ? message with { Reactions = reactions } : message)]);
    }

    private async Task<ImmutableArray<RoomMessage>> WithPollsAsync(ImmutableArray<RoomMessage> messages)
    {
        var seqs = messages.Where(message => message.Poll is not null).Select(message => message.Seq).ToList();
        if (seqs.Count == 0)
        {
            return messages;
        }

        var polls = (await connection.QueryAsync<(long Seq, long? ClosedSeq, string? ClosedBy, int Voters)>(PollsSql, new { room, seqs, ceiling }, moment)).ToDictionary(row => row.Seq);
        var votes = (await connection.QueryAsync<(long Seq, int Choice, string User, int Count, int Mine)>(VotesSql, new { room, user, seqs, ceiling, reactionUsers }, moment))
            .ToLookup(row => (row.Seq, row.Choice));
        return [.. messages.Select(message => message.Poll is { Poll: var poll } && polls.TryGetValue(message.Seq, out var row)
            ? message with
            {
                Poll = new PollStanding(
                    poll,
                    [.. poll.Options.Select((_, at) => OptionOf(poll, [.. votes[(message.Seq, at)].Select(vote => (vote.User, vote.Count, vote.Mine != 0))]))],
                    row.Voters,
                    row.ClosedSeq is { } closed ? new PollEnd(closed, row.ClosedBy!) : null),
            }
            : message)];
    }

    private static PollOption OptionOf(Poll poll, ImmutableArray<(string User, int Count, bool Mine)> votes) => votes.IsEmpty ? new PollOption(0, [], Mine: false)
        : poll.IsAnonymous ? new PollOption(votes[0].Count, [], Mine: false)
        : new PollOption(votes[0].Count, [.. votes.Select(vote => vote.User)], votes[0].Mine);
}
