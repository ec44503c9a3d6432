using System.Formats.Tar;
using System.Security.Cryptography;
using Dapper;
using Parley.FileStores;
using Parley.Grains.Storage;

namespace Parley.Grains.Backup;

/// <summary>Unpacks a backup and checks everything in it.</summary>
public static class BackupReader
{
    private const string Damaged = "It is damaged; use another one.";
    private const int BufferSize = 128 * 1024;

    /// <summary>Unpacks an archive into an empty folder; the files, below <c>files</c>.</summary>
    /// <param name="keepFiles">False: files are checked and not written.</param>
    /// <exception cref="BackupException">It is not whole, not as it was written, or newer than this program.</exception>
    public static async Task<BackupManifest> UnpackAsync(string archive, string folder, bool keepFiles, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new FileStream(archive, new FileStreamOptions { Access = FileAccess.Read, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            await using var tar = new TarReader(stream);
            var found = new Dictionary<string, BackupEntry>();
            BackupManifest? manifest = null;
            while (await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                if (entry.Name == BackupManifest.Name)
                {
                    manifest = BackupManifest.Of(entry.DataStream ?? Stream.Null);
                    continue;
                }

                if (entry.EntryType != TarEntryType.RegularFile || BackupNames.PathOf(entry.Name) is not { } path)
                {
                    throw new BackupException($"{archive} is not a backup of Parley: it has an entry {entry.Name}.");
                }

                found[entry.Name] = await UnpackAsync(entry, path.StartsWith("files", StringComparison.Ordinal) && !keepFiles ? null : Path.Combine(folder, path), cancellation);
                progress?.Report(new BackupProgress(stream.Position, stream.Length));
            }

            Compare(archive, manifest, found);
            return manifest!;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BackupException($"There is no file {archive}.", e);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException)
        {
            throw new BackupException($"{archive} is not a whole archive ({e.Message}). {Damaged}", e);
        }
    }

    /// <summary>Looks into the databases of an unpacked backup.</summary>
    /// <returns>How many rooms, events and files it has, and how many files that messages have are missing.</returns>
    /// <exception cref="BackupException">They cannot be used.</exception>
    public static async Task<BackupContent> InspectAsync(BackupManifest manifest, string folder)
    {
        foreach (var module in BackupManifest.Modules)
        {
            using var database = new SqliteDatabase(module, BackupNames.DatabaseIn(folder, module));
            var status = await new SchemaMigrator(database, TimeProvider.System).StatusAsync();
            if (status.IsNewer)
            {
                throw new BackupException($"Its database {module} has schema {status.Current}, but this program knows only up to {status.Known}. Use Parley {manifest.Version} or newer.");
            }

            var fault = await database.ReadAsync((connection, moment) => connection.QueryFirstAsync<string>("PRAGMA quick_check(1)", transaction: moment));
            if (fault != "ok")
            {
                throw new BackupException($"Its database {module} is corrupt ({fault}). {Damaged}");
            }
        }

        using var messages = new SqliteDatabase("messages", BackupNames.DatabaseIn(folder, "messages"));
        return await messages.ReadAsync(async (connection, moment) =>
        {
            // Numbers without holes up to the head: the promise of the log, looked at where it can still be helped.
            var broken = await connection.QueryFirstOrDefaultAsync<string>(
                """
                SELECT h.room_id FROM room_heads h LEFT JOIN (SELECT room_id, COUNT(*) AS events, MAX(seq) AS last FROM room_events GROUP BY room_id) e ON e.room_id = h.room_id
                WHERE h.last_seq <> COALESCE(e.events, 0) OR h.last_seq <> COALESCE(e.last, 0) LIMIT 1
                """,
                transaction: moment);
            if (broken is not null)
            {
                throw new BackupException($"Its log is not whole: events of the room {broken} are missing. {Damaged}");
            }

            var (rooms, events) = await connection.QuerySingleAsync<(long, long)>("SELECT COUNT(*), COALESCE(SUM(last_seq), 0) FROM room_heads", transaction: moment);
            var names = manifest.Entries.Select(entry => entry.Name).ToHashSet();
            var known = (await connection.QueryAsync<string>("SELECT file_id FROM room_files WHERE erased = 0", transaction: moment)).AsList();
            var missing = manifest.HasFiles ? known.Count(id => FileIds.IsId(id) && !names.Contains(BackupNames.OfFile(id))) : 0;
            return new BackupContent(rooms, events, manifest.Entries.Count - BackupManifest.Modules.Count, missing);
        });
    }

    private static async Task<BackupEntry> UnpackAsync(TarEntry entry, string? path, CancellationToken cancellation)
    {
        if (path is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = path is null ? null : new FileStream(path, options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, bytes) = (new byte[BufferSize], 0L);
        for (int read; entry.DataStream is not null && (read = await entry.DataStream.ReadAsync(buffer, cancellation)) > 0; bytes += read)
        {
            hash.AppendData(buffer, 0, read);
            if (file is not null)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }

        file?.Flush(flushToDisk: true);
        return new BackupEntry(entry.Name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static void Compare(string archive, BackupManifest? manifest, Dictionary<string, BackupEntry> found)
    {
        if (manifest is null)
        {
            throw new BackupException($"{archive} has no manifest: it was not finished, or is not a backup of Parley.");
        }

        foreach (var entry in manifest.Entries)
        {
            if (!found.TryGetValue(entry.Name, out var read) || read != entry)
            {
                throw new BackupException($"{archive}: {entry.Name} is {(read is null ? "missing" : "not as it was written")}. {Damaged}");
            }
        }

        if (BackupManifest.Modules.FirstOrDefault(module => !found.ContainsKey(BackupManifest.DatabaseEntry(module))) is { } missing)
        {
            throw new BackupException($"{archive} has no database {missing}. {Damaged}");
        }
    }
}

/// <param name="Rooms">Conversations included.</param>
/// <param name="Events">Of all rooms.</param>
/// <param name="Files">Thumbnails included.</param>
/// <param name="MissingFiles">Files of messages that are not in it: they were erased while it was made, or were missing already.</param>
public sealed record BackupContent(long Rooms, long Events, int Files, int MissingFiles);
