using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;

namespace Parley.Grains.Bots;

/// <summary>Messages that mention somebody and are not old.</summary>
internal sealed class RecentMentions(Databases databases)
{
    private const string Sql = """
        SELECT m.room_id, m.seq FROM message_mentions m
        JOIN room_events e ON e.room_id = m.room_id AND e.seq = m.seq
        WHERE m.user_id = @user AND e.at_ms >= @sinceMs
        ORDER BY e.at_ms DESC
        LIMIT @limit
        """;

    /// <summary>The newest first. Looks at everything that ever mentioned the user: not to be asked often.</summary>
    public Task<ImmutableArray<(string Room, long Seq)>> FindAsync(string user, DateTimeOffset since, int limit) => databases.Messages.ReadAsync(async (connection, moment) =>
        (await connection.QueryAsync<(string, long)>(Sql, new { user, sinceMs = since.ToUnixTimeMilliseconds(), limit }, moment)).ToImmutableArray());
}
