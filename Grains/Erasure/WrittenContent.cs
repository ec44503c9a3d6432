using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Erasure;

/// <summary>Finds what a user has left in rooms. Along the rooms' lines: an erasure may take its time, and needs no index of its own.</summary>
internal sealed class WrittenContent(Databases databases)
{
    private const int MaxHeirs = 50;
    private const string RoomsSql = "SELECT DISTINCT room_id FROM room_members WHERE user_id = @user AND room_id > @after ORDER BY room_id LIMIT @limit";

    private const string MessagesSql = """
        SELECT seq FROM room_events
        WHERE room_id = @room AND sender_id = @user AND kind = 'messagePosted' AND payload IS NOT NULL AND seq > @after ORDER BY seq LIMIT @limit
        """;

    private const string ReactionsSql = "SELECT target_seq, emoji FROM message_reactions WHERE room_id = @room AND user_id = @user LIMIT @limit";

    private const string VotesSql = "SELECT DISTINCT target_seq FROM poll_votes WHERE room_id = @room AND user_id = @user LIMIT @limit";

    // Who has looked after the room before, then who has been there longest; a muted one only if there is nobody else.
    private const string HeirsSql = """
        SELECT user_id FROM room_members WHERE room_id = @room AND until_seq IS NULL AND user_id <> @user
        ORDER BY CASE role WHEN 2 THEN 0 WHEN 3 THEN 2 ELSE 1 END, from_seq LIMIT @limit
        """;

    /// <summary>Rooms that the user is or was a member of, by id, after one.</summary>
    public Task<ImmutableArray<string>> RoomsAsync(string user, string after, int limit) => databases.Messages.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<string>(RoomsSql, new { user, after, limit }, moment)).ToImmutableArray());

    /// <summary>Numbers of messages of the user's in a room that are not deleted, after one, and reactions and votes of the user's there.</summary>
    public Task<(ImmutableArray<long> Messages, ImmutableArray<(long Target, string Emoji)> Reactions, ImmutableArray<long> Votes)> LeftAsync(string room, string user, long after, int limit) =>
        databases.Messages.ReadAsync(async (connection, moment) =>
        {
            var messages = (await connection.QueryAsync<long>(MessagesSql, new { room, user, after, limit }, moment)).ToImmutableArray();
            var reactions = (await connection.QueryAsync<(long, string)>(ReactionsSql, new { room, user, limit }, moment)).ToImmutableArray();
            var votes = (await connection.QueryAsync<long>(VotesSql, new { room, user, limit }, moment)).ToImmutableArray();
            return (messages, reactions, votes);
        });

    /// <summary>Who could own the room in the place of the user, the best first.</summary>
    public Task<ImmutableArray<string>> HeirsAsync(string room, string user) => databases.Messages.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<string>(HeirsSql, new { room, user, limit = MaxHeirs }, moment)).ToImmutableArray());
}
