using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>The table behind the feed of ended sessions. Works beside the grains' scheduler, because SQLite blocks its caller.</summary>
public sealed class RevocationStore(Databases databases, TimeProvider clock)
{
    /// <summary>Rows of one page of the feed.</summary>
    public const int PageSize = 1000;

    /// <summary>Enters a session, unless it is entered.</summary>
    public Task AppendAsync(string session, DateTimeOffset until) => Task.Run(() =>
    {
        using var connection = databases.Identity.Open();
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        connection.Execute(
            """
            INSERT INTO revocations (session_id, until_ms, at_ms) VALUES (@session, @until, @now) ON CONFLICT (session_id) DO NOTHING;
            DELETE FROM revocations WHERE id IN (SELECT id FROM revocations WHERE until_ms < @now LIMIT 100);
            """,
            new { session, until = until.ToUnixTimeMilliseconds(), now });
    });

    /// <summary>Entries after a number that still matter.</summary>
    public Task<ImmutableArray<Revocation>> ReadAfterAsync(long lastId) => Task.Run(() =>
    {
        using var connection = databases.Identity.OpenReader();
        var rows = connection.Query<(long Id, string Session, long UntilMs)>(
            "SELECT id, session_id, until_ms FROM revocations WHERE id > @lastId AND until_ms >= @now ORDER BY id LIMIT @PageSize",
            new { lastId, now = clock.GetUtcNow().ToUnixTimeMilliseconds(), PageSize });
        return rows.Select(row => new Revocation(row.Id, row.Session, DateTimeOffset.FromUnixTimeMilliseconds(row.UntilMs))).ToImmutableArray();
    });
}
