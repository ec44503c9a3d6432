using System.Collections.Concurrent;
using Dapper;
using Parley.FileStores;
using Parley.Grains.Storage;

namespace Parley.Grains.Files;

/// <summary>A file that there should be.</summary>
/// <param name="Room">Id of its room.</param>
/// <param name="Seq">Of the message that has it; null: none has.</param>
/// <param name="Fault"><c>missing</c>, <c>other-length</c>, or <c>thumbnail-missing</c>.</param>
public sealed record FaultyFile(string File, string Room, long? Seq, string Fault);

/// <summary>How far a check is.</summary>
public readonly record struct FileCheckProgress(long Done, long Total);

/// <param name="Files">Looked at.</param>
/// <param name="Faults">How many are not as they should be.</param>
/// <param name="First">Of these, the first <see cref="FileCheck.MaxNamed"/>.</param>
public sealed record FileCheckResult(long Files, long Faults, IReadOnlyList<FaultyFile> First);

/// <summary>Looks whether the files that uploads and messages have lie in the store, as long as they should be. Changes nothing, and may run beside a server.</summary>
public sealed class FileCheck(Database messages, Database identity, IFileStore store)
{
    /// <summary>Files that are named, at most.</summary>
    public const int MaxNamed = 1000;

    private const int Page = 500;

    /// <summary>Files that the store is asked for at a time: a bucket is far away.</summary>
    private const int AtATime = 8;

    private const string Whole = "type IS NOT NULL AND (claim IS NULL OR claim <> '!')";

    /// <summary>All of them.</summary>
    public async Task<FileCheckResult> RunAsync(IProgress<FileCheckProgress>? progress, CancellationToken cancellation)
    {
        var (uploads, posted) = (await CountAsync(identity, $"SELECT COUNT(*) FROM uploads WHERE {Whole}"), await CountAsync(messages, "SELECT COUNT(*) FROM room_files WHERE erased = 0"));
        var (files, faults, first) = (0L, 0L, new List<FaultyFile>());

        // What uploads say is known with its length; then what messages have without an upload.
        for (var page = await UploadsAsync(""); page.Count > 0; page = await UploadsAsync(page[^1].Id))
        {
            await TakeAsync(page, page[^1].Id, 0, uploads);
        }

        for (var page = await PostedAsync(""); page.Count > 0; page = await PostedAsync(page[^1].Id))
        {
            var ids = page.Select(file => file.Id).ToArray();
            var known = (await identity.ReadAsync(async (connection, moment) => (await connection.QueryAsync<string>("SELECT id FROM uploads WHERE id IN @ids", new { ids }, moment)).AsList())).ToHashSet();
            await TakeAsync([.. page.Where(file => !known.Contains(file.Id))], page[^1].Id, uploads, posted);
        }

        return new FileCheckResult(files, faults, first);

        async Task TakeAsync(IReadOnlyList<FileRow> page, string last, long before, long count)
        {
            cancellation.ThrowIfCancellationRequested();
            files += page.Count;
            foreach (var fault in await StillAsync(await FaultsAsync(page, cancellation)))
            {
                faults++;
                if (first.Count < MaxNamed)
                {
                    first.Add(fault);
                }
            }

            // Ids are spread evenly: where in their order the page ends says how far it is.
            var share = Convert.ToInt32(FileIds.Folder(last), 16) / 256.0;
            progress?.Report(new FileCheckProgress(before + (long)(share * count), uploads + posted));
        }
    }

    private async Task<List<(FileRow File, string Fault)>> FaultsAsync(IReadOnlyList<FileRow> page, CancellationToken cancellation)
    {
        var found = new ConcurrentBag<(FileRow File, string Fault)>();
        await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation }, async (file, _) =>
        {
            if (await FaultAsync(file) is { } fault)
            {
                found.Add((file, fault));
            }
        });
        return [.. found.OrderBy(one => one.File.Id, StringComparer.Ordinal)];
    }

    private async Task<string?> FaultAsync(FileRow file)
    {
        await using (var bytes = await store.OpenReadAsync(file.Id))
        {
            if (bytes is null || (file.Size is { } size && bytes.Length != size))
            {
                return bytes is null ? "missing" : "other-length";
            }
        }

        if (file.Thumbnail == 0)
        {
            return null;
        }

        await using var thumbnail = await store.OpenReadAsync(FileIds.Thumbnail(file.Id));
        return thumbnail is null ? "thumbnail-missing" : null;
    }

    /// <summary>Those that there should be still: what was deleted while it was looked for is missed by nobody.</summary>
    private async Task<IEnumerable<FaultyFile>> StillAsync(List<(FileRow File, string Fault)> found)
    {
        if (found.Count == 0)
        {
            return [];
        }

        var ids = found.Select(one => one.File.Id).ToArray();
        var whole = await identity.ReadAsync(async (connection, moment) =>
            (await connection.QueryAsync<string>($"SELECT id FROM uploads WHERE id IN @ids AND {Whole}", new { ids }, moment)).ToHashSet());
        var messagesOf = await messages.ReadAsync(async (connection, moment) => (await connection.QueryAsync<(string Id, long Seq, long Erased)>(
            "SELECT file_id, seq, erased FROM room_files WHERE file_id IN @ids", new { ids }, moment)).ToDictionary(row => row.Id));
        return found.Where(one => messagesOf.TryGetValue(one.File.Id, out var message) ? message.Erased == 0 : whole.Contains(one.File.Id))
            .Select(one => new FaultyFile(one.File.Id, one.File.Room, messagesOf.TryGetValue(one.File.Id, out var message) ? message.Seq : null, one.Fault));
    }

    private Task<List<FileRow>> UploadsAsync(string after) => RowsAsync(
        identity, $"SELECT id AS Id, room_id AS Room, size AS Size, has_thumbnail AS Thumbnail FROM uploads WHERE id > @after AND {Whole} ORDER BY id LIMIT @Page", after);

    private Task<List<FileRow>> PostedAsync(string after) => RowsAsync(
        messages, "SELECT file_id AS Id, room_id AS Room FROM room_files WHERE file_id > @after AND erased = 0 ORDER BY file_id LIMIT @Page", after);

    private static Task<List<FileRow>> RowsAsync(Database database, string sql, string after) =>
        database.ReadAsync(async (connection, moment) => (await connection.QueryAsync<FileRow>(sql, new { after, Page }, moment)).AsList());

    private static Task<long> CountAsync(Database database, string sql) => database.ReadAsync((connection, moment) => connection.ExecuteScalarAsync<long>(sql, transaction: moment));

    private sealed class FileRow
    {
        public required string Id { get; init; }

        public required string Room { get; init; }

        /// <summary>Null: not known.</summary>
        public long? Size { get; init; }

        public int Thumbnail { get; init; }
    }
}
