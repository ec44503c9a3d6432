using System.Collections.Immutable;
using Dapper;
using Parley.Grains.Storage;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>The table behind the feed of ended sessions.</summary>
public sealed class RevocationStore(Databases databases, TimeProvider clock)
{
    /// <summary>Rows of one page of the feed.</summary>
    public const int PageSize = 1000;

    /// <summary>Enters a session, unless it is entered.</summary>
    public Task AppendAsync(string session, DateTimeOffset until) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var entered = await connection.ExecuteAsync(
            databases.Identity.InsertIfAbsent("revocations", "session_id", "until_ms", "at_ms"),
            new { session_id = session, until_ms = until.ToUnixTimeMilliseconds(), at_ms = now },
            transaction);
        await Database.SweepAsync<long>(connection, transaction, "revocations", "id", "until_ms", now);
        return entered;
    });

    /// <summary>Entries after a number that still matter.</summary>
    public Task<ImmutableArray<Revocation>> ReadAfterAsync(long lastId) => databases.Identity.ReadAsync(async (connection, moment) =>
    {
        var rows = await connection.QueryAsync<(long Id, string Session, long UntilMs)>(
            "SELECT id, session_id, until_ms FROM revocations WHERE id > @lastId AND until_ms >= @now ORDER BY id LIMIT @PageSize",
            new { lastId, now = clock.GetUtcNow().ToUnixTimeMilliseconds(), PageSize },
            moment);
        return rows.Select(row => new Revocation(row.Id, row.Session, DateTimeOffset.FromUnixTimeMilliseconds(row.UntilMs))).ToImmutableArray();
    });
}
