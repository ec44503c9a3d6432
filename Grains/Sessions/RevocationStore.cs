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

    /// <summary>Entries that have outlived their meaning are swept a few at a time, by those who enter new ones.</summary>
    private const int SweepSize = 100;

    /// <summary>Enters a session, unless it is entered.</summary>
    public Task AppendAsync(string session, DateTimeOffset until) => databases.Identity.WriteAsync(async (connection, transaction) =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            databases.Identity.InsertIfAbsent("revocations", "session_id", "until_ms", "at_ms"),
            new { session_id = session, until_ms = until.ToUnixTimeMilliseconds(), at_ms = now },
            transaction);
        var old = (await connection.QueryAsync<long>(
            "SELECT id FROM revocations WHERE until_ms < @now LIMIT @SweepSize", new { now, SweepSize }, transaction)).AsList();
        if (old.Count > 0)
        {
            await connection.ExecuteAsync("DELETE FROM revocations WHERE id IN @old", new { old }, transaction);
        }

        return old.Count;
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
