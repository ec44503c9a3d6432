using Dapper;
using Parley.Export;
using Parley.Files;
using Parley.FileStores;
using Parley.Grains.Storage;

namespace Parley.Grains.Files;

/// <summary>
/// Which files there should be: those of uploads, of messages – also if their upload is lost, as with databases that were restored to different moments: a message is enough to read its
/// file – and of exports that somebody may ask for.
/// </summary>
public sealed class FileRegister(Database messages, Database identity, Database grains, TimeProvider clock) : IFileRegister
{
    private const string EndOfExport = "end";

    /// <summary>So long after it was due it is forgotten that a file was nobody's: it is gone, or nobody sweeps.</summary>
    private static readonly TimeSpan KeepMarks = TimeSpan.FromDays(90);

    internal static FileRegister Of(Databases databases, TimeProvider clock) => new(databases.Messages, databases.Identity, databases.Grains, clock);

    /// <summary>All are due: whoever asks so has an operator beside them.</summary>
    public async Task<IReadOnlyCollection<UnknownFile>> UnknownAsync(IReadOnlyCollection<string> ids) => [.. (await UnknownIdsAsync(ids)).Select(id => new UnknownFile(id, IsDue: true))];

    /// <summary>Nothing to do: when they were found first is forgotten in time.</summary>
    public Task ErasedAsync(IReadOnlyCollection<string> ids) => Task.CompletedTask;

    private async Task<HashSet<string>> UnknownIdsAsync(IReadOnlyCollection<string> ids)
    {
        var unknown = ids.ToHashSet();
        await ExceptAsync(identity, "SELECT id FROM uploads WHERE id IN @unknown", new { unknown });
        await ExceptAsync(messages, "SELECT file_id FROM room_files WHERE file_id IN @unknown", new { unknown });

        // Of an export there is the job that makes it, and the one that will throw it away.
        var exports = unknown.ToDictionary(ExportJobs.JobOf);
        var ends = exports.ToDictionary(export => ExportJobs.EndOf(export.Key, EndOfExport).Id!, export => export.Value);
        foreach (var job in await NamedAsync(grains, "SELECT id FROM jobs WHERE id IN @jobs OR (id IN @ends AND ended_at_ms IS NULL)", new { jobs = exports.Keys.ToArray(), ends = ends.Keys.ToArray() }))
        {
            unknown.Remove(exports.GetValueOrDefault(job) ?? ends[job]);
        }

        return unknown;

        async Task ExceptAsync(Database database, string sql, object parameters)
        {
            if (unknown.Count > 0)
            {
                unknown.ExceptWith(await NamedAsync(database, sql, parameters));
            }
        }
    }

    /// <summary>The same for sweeps that nobody watches; and notes when each was found first. Due are those of which that was so long ago.</summary>
    internal async Task<IReadOnlyList<UnknownFile>> UnknownSinceAsync(IReadOnlyCollection<string> ids, TimeSpan grace)
    {
        var (unknown, now) = ((await UnknownIdsAsync(ids)).ToArray(), clock.GetUtcNow());
        var found = await identity.WriteAsync(async (connection, transaction) =>
        {
            // What was somebody's once more begins anew if it is lost again.
            await connection.ExecuteAsync(
                unknown.Length == 0 ? "DELETE FROM unknown_files WHERE id IN @ids" : "DELETE FROM unknown_files WHERE id IN @ids AND id NOT IN @unknown OR found_at_ms < @forgotten",
                new { ids = ids.ToArray(), unknown, forgotten = (now - grace - KeepMarks).ToUnixTimeMilliseconds() }, transaction);
            if (unknown.Length == 0)
            {
                return [];
            }

            await connection.ExecuteAsync(
                identity.InsertIfAbsent("unknown_files", "id", "found_at_ms"), unknown.Select(id => new { id, found_at_ms = now.ToUnixTimeMilliseconds() }), transaction);
            return (await connection.QueryAsync<(string Id, long FoundAt)>("SELECT id, found_at_ms FROM unknown_files WHERE id IN @unknown", new { unknown }, transaction)).AsList();
        });
        return [.. found.Select(file => new UnknownFile(file.Id, file.FoundAt <= (now - grace).ToUnixTimeMilliseconds()))];
    }

    internal Task ForgetAsync(IReadOnlyCollection<string> ids) => identity.WriteAsync((connection, transaction) =>
        connection.ExecuteAsync("DELETE FROM unknown_files WHERE id IN @ids", new { ids = ids.ToArray() }, transaction));

    private static Task<List<string>> NamedAsync(Database database, string sql, object parameters) =>
        database.ReadAsync(async (connection, moment) => (await connection.QueryAsync<string>(sql, parameters, moment)).AsList());
}
