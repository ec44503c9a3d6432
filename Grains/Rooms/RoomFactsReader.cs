using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Parley.Access;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Reads what decisions in one room depend on, at one moment.</summary>
internal sealed class RoomFactsReader(DbConnection connection, DbTransaction moment, string room)
{
    /// <summary>How far back a member's last message is looked for, for slow mode. In a busier room some wait a little less; nobody waits longer.</summary>
    private const int SlowModeReach = 10_000;

    private const string MemberSql = "SELECT user_id, role, from_seq FROM room_members WHERE room_id = @room AND user_id = @user AND until_seq IS NULL";
    private const string ReaderSql = """
        SELECT m.user_id, m.role, m.from_seq, COALESCE(p.policy, 0) FROM room_members m LEFT JOIN room_history p ON p.room_id = m.room_id
        WHERE m.room_id = @room AND m.user_id = @user AND m.until_seq IS NULL
        """;

    private const string BanSql = "SELECT 1 FROM room_bans WHERE room_id = @room AND user_id = @user";
    private const string MessageSql = "SELECT sender_id, payload IS NULL, target_seq, at_ms FROM room_events WHERE room_id = @room AND seq = @seq AND kind = 'messagePosted'";

    private const string InviteSql = """
        SELECT created_by AS CreatedBy, secret_hash AS SecretHash, role AS Role, max_uses AS MaxUses, uses AS Uses, expires_at_ms AS ExpiresAtMs,
            revoked_seq AS RevokedSeq
        FROM room_invites WHERE room_id = @room AND invite_id = @invite
        """;

    private const string PinsSql = "SELECT seq FROM message_states WHERE room_id = @room AND pinned_seq IS NOT NULL";

    private const string PreviewsSql = """
        SELECT s.edited_seq AS Edited, s.previews_seq AS Previews, e.payload AS Payload FROM message_states s
        LEFT JOIN room_events e ON e.room_id = s.room_id AND e.seq = s.previews_seq WHERE s.room_id = @room AND s.seq = @seq
        """;

    private const string ReactionsSql = """
        SELECT emoji, COUNT(*), SUM(CASE WHEN user_id = @user THEN 1 ELSE 0 END)
        FROM message_reactions WHERE room_id = @room AND target_seq = @seq GROUP BY emoji
        """;

    private const string PollSql = "SELECT options, multiple, anonymous, closed_seq FROM polls WHERE room_id = @room AND seq = @seq";
    private const string ChoicesSql = "SELECT choice FROM poll_votes WHERE room_id = @room AND target_seq = @seq AND user_id = @user ORDER BY choice";

    // The last time only; who is a member again has no end of it.
    private const string StaySql = """
        SELECT m.from_seq AS FromSeq, m.until_seq AS UntilSeq, e.n AS N, e.kind AS Kind, e.sender_id AS Sender, r.visibility AS Visibility, b.user_id AS Banned,
            l.policy AS Leavers, COALESCE(p.policy, 0) AS History
        FROM room_members m JOIN rooms r ON r.room_id = m.room_id JOIN room_leavers l ON l.room_id = m.room_id
        JOIN room_events e ON e.room_id = m.room_id AND e.seq = m.until_seq
        LEFT JOIN room_history p ON p.room_id = m.room_id
        LEFT JOIN room_bans b ON b.room_id = m.room_id AND b.user_id = m.user_id
        WHERE m.room_id = @room AND m.user_id = @user AND m.from_seq = (SELECT MAX(o.from_seq) FROM room_members o WHERE o.room_id = @room AND o.user_id = @user)
        """;

    private const string LastSentSql =
        "SELECT at_ms FROM room_events WHERE room_id = @room AND seq > @from AND sender_id = @user AND kind = 'messagePosted' ORDER BY seq DESC LIMIT 1";

    public async Task<RoomFacts> ReadAsync(RoomNeeds needs, long head)
    {
        var members = ImmutableDictionary.CreateBuilder<string, RoomMember?>();
        var banned = ImmutableHashSet.CreateBuilder<string>();
        foreach (var user in needs.Users)
        {
            members[user] = await MemberAsync(user);
            if (await connection.ExecuteScalarAsync<int?>(BanSql, new { room, user }, moment) is not null)
            {
                banned.Add(user);
            }
        }

        var messages = ImmutableDictionary.CreateBuilder<long, MessageFact?>();
        foreach (var seq in needs.Messages)
        {
            var row = await connection.QuerySingleOrDefaultAsync<(string Sender, bool Deleted, long? Thread, long AtMs)?>(MessageSql, new { room, seq }, moment);
            messages[seq] = row is { } found ? new MessageFact(found.Sender, found.Deleted, found.Thread, DateTimeOffset.FromUnixTimeMilliseconds(found.AtMs)) : null;
        }

        var invites = ImmutableDictionary.CreateBuilder<string, InviteFact?>();
        foreach (var invite in needs.Invites)
        {
            invites[invite] = (await connection.QuerySingleOrDefaultAsync<InviteRow>(InviteSql, new { room, invite }, moment))?.ToFact();
        }

        var lastSent = ImmutableDictionary.CreateBuilder<string, DateTimeOffset?>();
        foreach (var user in needs.Senders)
        {
            var at = await connection.ExecuteScalarAsync<long?>(LastSentSql, new { room, user, from = head - SlowModeReach }, moment);
            lastSent[user] = at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
        }

        var reactions = ImmutableDictionary.CreateBuilder<long, ReactionFact>();
        foreach (var (seq, user) in needs.Reactions)
        {
            var fact = await ReactionsAsync(seq, user);
            reactions[seq] = reactions.TryGetValue(seq, out var earlier) ? earlier.With(fact) : fact;
        }

        var deletions = ImmutableDictionary.CreateBuilder<long, DeletionFact?>();
        foreach (var batch in needs.Deletions)
        {
            deletions[batch] = await RoomDeletions.ReadAsync(connection, moment, room, batch);
        }

        var previews = ImmutableDictionary.CreateBuilder<long, PreviewFact>();
        foreach (var seq in needs.Previews)
        {
            previews[seq] = await PreviewsAsync(seq);
        }

        var polls = ImmutableDictionary.CreateBuilder<long, PollFact?>();
        foreach (var (seq, user) in needs.Polls)
        {
            var fact = await PollAsync(seq, user);
            polls[seq] = fact is not null && polls.GetValueOrDefault(seq) is { } earlier ? earlier.With(fact) : fact;
        }

        ImmutableHashSet<long>? pins = needs.Pins ? [.. await connection.QueryAsync<long>(PinsSql, new { room }, moment)] : null;
        return new RoomFacts
        {
            Members = members.ToImmutable(), Banned = banned.ToImmutable(), Messages = messages.ToImmutable(), Invites = invites.ToImmutable(),
            LastSent = lastSent.ToImmutable(), Reactions = reactions.ToImmutable(), Polls = polls.ToImmutable(), Pins = pins, Deletions = deletions.ToImmutable(), Previews = previews.ToImmutable(),
        };
    }

    public async Task<RoomMember?> MemberAsync(string user)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(string User, int Role, long FromSeq)?>(MemberSql, new { room, user }, moment);
        return row is { } found ? new RoomMember(found.User, (RoomRole)found.Role, found.FromSeq) : null;
    }

    private async Task<PreviewFact> PreviewsAsync(long seq)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(long? Edited, long? Previews, string? Payload)>(PreviewsSql, new { room, seq }, moment);
        var (text, isOfText) = (row.Edited ?? seq, row.Previews > (row.Edited ?? seq));
        var (shown, unwanted) = RoomEventCodec.Previews(row.Payload);
        return new PreviewFact(text, isOfText, isOfText ? shown : [], unwanted);
    }

    /// <summary>The membership of who reads, and the number below which nothing is shown to them; 1: everything is.</summary>
    public async Task<(RoomMember? Member, long Floor)> ReaderAsync(string user)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(string User, int Role, long FromSeq, int History)?>(ReaderSql, new { room, user }, moment);
        return row is { } found
            ? (new RoomMember(found.User, (RoomRole)found.Role, found.FromSeq), found.History == (int)RoomHistory.Protected ? found.FromSeq : 1)
            : (null, 1);
    }

    /// <summary>What somebody who is no member any more may read on; null: nothing.</summary>
    public async Task<FormerStay?> StayAsync(string user) =>
        (await connection.QuerySingleOrDefaultAsync<StayRow>(StaySql, new { room, user }, moment))?.ToStay(user);

    private async Task<PollFact?> PollAsync(long seq, string user)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(int Options, int Multiple, int Anonymous, long? Closed)?>(PollSql, new { room, seq }, moment);
        return row is not { } poll ? null : new PollFact(
            poll.Options, poll.Multiple != 0, poll.Anonymous != 0, poll.Closed is not null,
            ImmutableDictionary<string, ImmutableArray<int>>.Empty.Add(user, [.. await connection.QueryAsync<int>(ChoicesSql, new { room, seq, user }, moment)]));
    }

    private async Task<ReactionFact> ReactionsAsync(long seq, string user)
    {
        var rows = (await connection.QueryAsync<(string Emoji, int Count, int Own)>(ReactionsSql, new { room, seq, user }, moment)).AsList();
        return new ReactionFact(
            rows.ToImmutableDictionary(row => row.Emoji, row => row.Count),
            ImmutableDictionary<string, ImmutableHashSet<string>>.Empty.Add(user, [.. rows.Where(row => row.Own > 0).Select(row => row.Emoji)]));
    }

    /// <summary>A row, under the names that the columns have.</summary>
    private sealed class StayRow
    {
        public long FromSeq { get; init; }
        public long UntilSeq { get; init; }
        public long N { get; init; }
        public required string Kind { get; init; }
        public required string Sender { get; init; }
        public int Visibility { get; init; }
        public string? Banned { get; init; }
        public int Leavers { get; init; }
        public int History { get; init; }

        public FormerStay? ToStay(string user)
        {
            var standing = new RoomStanding((RoomVisibility)Visibility, IsArchived: false, Role: null, Banned is not null);
            return RoomAccess.MayLookBack(standing, (RoomLeavers)Leavers, Kind == RoomEventCodec.MemberLeftKind && Sender == user)
                ? new FormerStay(History == (int)RoomHistory.Protected ? FromSeq : 1, UntilSeq, N)
                : null;
        }
    }

    /// <summary>A row, under the names that the columns have.</summary>
    private sealed class InviteRow
    {
        public required string CreatedBy { get; init; }
        public required string SecretHash { get; init; }
        public int Role { get; init; }
        public int MaxUses { get; init; }
        public int Uses { get; init; }
        public long ExpiresAtMs { get; init; }
        public long? RevokedSeq { get; init; }

        public InviteFact ToFact() => new(
            CreatedBy, SecretHash, (RoomRole)Role, MaxUses, Uses, DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAtMs), RevokedSeq is not null);
    }
}
