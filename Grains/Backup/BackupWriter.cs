using System.Formats.Tar;
using System.Security.Cryptography;
using Dapper;
using Parley.FileStores;
using Parley.Grains.Storage;

namespace Parley.Grains.Backup;

/// <summary>
/// Copies an embedded installation into one archive while its server runs: the databases at one moment, then the files that they know. A file that was
/// erased meanwhile is left out, as it would be from the next backup.
/// </summary>
/// <param name="dataPath">The data folder.</param>
/// <param name="filesPath">The folder of the files; null: they are in a bucket.</param>
public sealed class BackupWriter(string dataPath, string? filesPath, TimeProvider clock)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private long _done, _total;

    /// <summary>Writes the archive. It is there as a whole or not at all.</summary>
    /// <param name="path">Must not be there yet.</param>
    /// <exception cref="BackupException">There is nothing to back up, or the archive cannot be written.</exception>
    public async Task<BackupManifest> WriteAsync(string path, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        foreach (var module in BackupManifest.Modules)
        {
            if (!File.Exists(Databases.FileOf(dataPath, module)))
            {
                throw new BackupException($"There is no {module}.db in {dataPath}: nothing to back up there.");
            }
        }

        if (File.Exists(path))
        {
            throw new BackupException($"{path} is there already. Name another file: a backup is never written over.");
        }

        var part = path + ".part";
        try
        {
            var manifest = await WritePartAsync(part, progress, cancellation);
            File.Move(part, path, overwrite: false);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup was not written: {e.Message}", e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task<BackupManifest> WritePartAsync(string part, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        var at = clock.GetUtcNow();
        var copies = BackupManifest.Modules.Select(module => $"{part}.{module}").ToArray();
        try
        {
            CopyDatabases(copies, progress, cancellation);
            var (epoch, schemas) = await DescribeAsync(copies);
            var files = filesPath is null ? [] : await FilesAsync(copies[2]);
            var entries = new List<BackupEntry>();
            await using var archive = Create(part);
            await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            {
                for (var i = 0; i < copies.Length; i++)
                {
                    entries.Add(await AddAsync(tar, BackupManifest.DatabaseEntry(BackupManifest.Modules[i]), copies[i], at, cancellation)
                        ?? throw new BackupException($"The copy {copies[i]} is gone."));
                    File.Delete(copies[i]);
                }

                foreach (var id in files)
                {
                    if (await AddAsync(tar, BackupNames.OfFile(id), Path.Combine(filesPath!, FileIds.Folder(id), id), at, cancellation) is { } entry)
                    {
                        entries.Add(entry);
                        Report(progress, entry.Bytes, entry.Bytes);
                    }
                }

                var manifest = new BackupManifest(BackupManifest.CurrentFormat, ProgramVersion.Text, at, epoch, schemas, filesPath is not null, entries);
                await tar.WriteEntryAsync(Entry(BackupManifest.Name, new MemoryStream(manifest.ToJson()), at), cancellation);
                await tar.DisposeAsync();
                archive.Flush(flushToDisk: true);
                return manifest;
            }
        }
        finally
        {
            Array.ForEach(copies, File.Delete);
        }
    }

    /// <summary>All moments first, one right behind the other, then the copies.</summary>
    private void CopyDatabases(string[] copies, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        var moments = new List<DatabaseCopy>();
        try
        {
            foreach (var module in BackupManifest.Modules)
            {
                moments.Add(DatabaseCopy.Begin(Databases.FileOf(dataPath, module)));
            }

            Report(progress, 0, moments.Sum(moment => moment.Bytes));
            for (var i = 0; i < copies.Length; i++)
            {
                Create(copies[i]).Dispose(); // with a mode that is ours
                var before = 0L;
                moments[i].WriteTo(copies[i], copied =>
                {
                    Report(progress, copied - before, 0);
                    before = copied;
                }, cancellation);
            }
        }
        finally
        {
            moments.ForEach(moment => moment.Dispose());
        }
    }

    private static async Task<(string Epoch, Dictionary<string, int> Schemas)> DescribeAsync(string[] copies)
    {
        var (epoch, schemas) = ("", new Dictionary<string, int>());
        for (var i = 0; i < copies.Length; i++)
        {
            using var database = new SqliteDatabase(BackupManifest.Modules[i], copies[i]);
            schemas[database.Module] = (await new SchemaHistory(database, TimeProvider.System).MarkAsync()).Current;
            epoch = database.Module == "messages" ? await LogEpoch.ReadAsync(database) : epoch;
        }

        return (epoch, schemas);
    }

    /// <summary>Ids of the files that are whole, from the copy; what is still being uploaded is taken out of it: the rest of such a file would find no beginning.</summary>
    private static async Task<IReadOnlyList<string>> FilesAsync(string identity)
    {
        using var database = new SqliteDatabase("identity", identity);
        return await database.WriteAsync<IReadOnlyList<string>>(async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                """
                UPDATE upload_usage SET bytes = bytes - (SELECT COALESCE(SUM(size), 0) FROM uploads u WHERE u.user_id = upload_usage.user_id AND u.type IS NULL);
                DELETE FROM uploads WHERE type IS NULL
                """,
                transaction: transaction);
            var rows = await connection.QueryAsync<(string Id, bool HasThumbnail)>("SELECT id, has_thumbnail FROM uploads ORDER BY id", transaction: transaction);
            return [.. rows.SelectMany(row => row.HasThumbnail ? [row.Id, FileIds.Thumbnail(row.Id)] : new[] { row.Id })];
        });
    }

    /// <returns>Null: it is not there.</returns>
    private static async Task<BackupEntry?> AddAsync(TarWriter tar, string name, string path, DateTimeOffset at, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        await using (file)
        {
            var hash = await SHA256.HashDataAsync(file, cancellation);
            file.Position = 0;
            await tar.WriteEntryAsync(Entry(name, file, at), cancellation);
            return new BackupEntry(name, file.Length, Convert.ToHexStringLower(hash));
        }
    }

    private static PaxTarEntry Entry(string name, Stream data, DateTimeOffset at) => new(TarEntryType.RegularFile, name) { DataStream = data, Mode = OwnerOnly, ModificationTime = at };

    /// <summary>Keys and passwords' hashes are in it: for its owner alone.</summary>
    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        File.Delete(path); // one that is there keeps its mode
        return new FileStream(path, options);
    }

    private void Report(IProgress<BackupProgress>? progress, long done, long total)
    {
        _done += done;
        _total += total;
        progress?.Report(new BackupProgress(_done, _total));
    }
}
