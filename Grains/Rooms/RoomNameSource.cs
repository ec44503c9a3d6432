using Dapper;
using Parley.Grains.Names;
using Parley.Grains.Storage;

namespace Parley.Grains.Rooms;

/// <summary>Names of rooms, on either engine.</summary>
internal sealed class RoomNameSource(Databases databases) : INameSource
{
    /// <summary>A commit comes at most so long after its statement: longer than a statement may take, and than a transaction may stand still.</summary>
    internal static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(60);

    private const int PageSize = 10_000;

    private bool IsSqlite => databases.Messages.Engine == SqlEngine.Sqlite;

    public Task<int> CountAsync() => databases.Messages.ReadAsync((connection, moment) =>
        connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM room_names", transaction: moment));

    public Task<long> PositionAsync() => databases.Messages.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<long>(
        IsSqlite ? "SELECT COALESCE(MAX(n), 0) FROM room_names" : $"SELECT {databases.Messages.NowMs} - {LongestCommit.TotalMilliseconds}", transaction: moment));

    public Task<IReadOnlyList<string>> PageAsync(string? after, int limit) => databases.Messages.ReadAsync(async (connection, moment) =>
        (IReadOnlyList<string>)(await connection.QueryAsync<string>(
            "SELECT name_key FROM room_names WHERE name_key > @after ORDER BY name_key LIMIT @limit", new { after = after ?? "", limit }, moment)).AsList());

    public Task<(IReadOnlyList<string> Names, long Position)> ReadAfterAsync(long position) => IsSqlite ? AfterNumberAsync(position) : SinceAsync(position);

    /// <summary>One writer, so that no number is committed after a greater one.</summary>
    private async Task<(IReadOnlyList<string> Names, long Position)> AfterNumberAsync(long position)
    {
        var names = new List<string>();
        List<(long N, string Name)> page;
        do
        {
            page = await databases.Messages.ReadAsync(async (connection, moment) => (await connection.QueryAsync<(long N, string Name)>(
                "SELECT n, name_key FROM room_names WHERE n > @position ORDER BY n LIMIT @PageSize", new { position, PageSize }, moment)).AsList());
            names.AddRange(page.Select(row => row.Name));
            position = page.Count > 0 ? page[^1].N : position;
        }
        while (page.Count == PageSize);
        return (names, position);
    }

    /// <summary>Names of one moment, from a time on that is long enough before it.</summary>
    private Task<(IReadOnlyList<string> Names, long Position)> SinceAsync(long position) => databases.Messages.ReadAsync(async (connection, moment) =>
    {
        var now = await connection.ExecuteScalarAsync<long>($"SELECT {databases.Messages.NowMs}", transaction: moment);
        var names = await connection.QueryAsync<string>("SELECT name_key FROM room_names WHERE added_at_ms >= @position", new { position }, moment);
        return ((IReadOnlyList<string>)names.AsList(), Math.Max(position, now - (long)LongestCommit.TotalMilliseconds));
    });
}
