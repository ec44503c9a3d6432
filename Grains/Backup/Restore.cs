using System.Globalization;
using Microsoft.Extensions.Options;
using Parley.Audit;
using Parley.Grains.Audit;
using Parley.Grains.Storage;

namespace Parley.Grains.Backup;

/// <summary>
/// Puts a backup in the place of a data folder. All is unpacked, checked, brought up to date and given its epoch beside what is there; only then files are
/// moved. Until the last move no server opens the folder (<see cref="DataFolder.Restoring"/>), so that one that was broken off is never served half.
/// </summary>
/// <param name="dataPath">The data folder.</param>
/// <param name="filesPath">The folder of the files; null: they are in a bucket.</param>
public sealed class Restore(string dataPath, string? filesPath, AuditOptions audit, TimeProvider clock)
{
    private static readonly string[] Suffixes = ["", "-wal", "-shm"];

    /// <summary>Restores.</summary>
    /// <param name="replace">What is there is moved aside; else a folder that has databases is refused.</param>
    /// <exception cref="BackupException">The backup cannot be used, or the folder has data. Nothing was changed.</exception>
    /// <exception cref="DataFolderInUseException">A server has the folder.</exception>
    /// <exception cref="StartupException">The folder cannot be written.</exception>
    public async Task<Restored> RunAsync(string archive, bool replace, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        if (!File.Exists(archive))
        {
            throw new BackupException($"There is no file {archive}.");
        }

        using var folder = DataFolder.OpenToRestore(dataPath);
        var staging = folder.File(DataFolder.Restoring);
        var wasBrokenOff = Directory.Exists(staging);
        if (!replace && !wasBrokenOff && HasData)
        {
            throw new BackupException($"There are data in {dataPath}. With --replace they are moved aside, into a folder in there; or name another folder with --data-path.");
        }

        if (wasBrokenOff)
        {
            Directory.Delete(staging, recursive: true);
        }

        Directory.CreateDirectory(staging);
        BackupManifest manifest;
        BackupContent content;
        string epoch;
        try
        {
            manifest = await BackupReader.UnpackAsync(archive, staging, keepFiles: true, progress, cancellation);
            content = await BackupReader.InspectAsync(manifest, staging);
            epoch = await PrepareAsync(staging, manifest);
        }
        catch
        {
            if (!wasBrokenOff)
            {
                Directory.Delete(staging, recursive: true); // what was there is whole
            }

            throw;
        }

        var aside = HasData || Directory.Exists(OwnFiles) ? MoveAside(folder) : null;
        MoveIn(staging, folder);
        Directory.Delete(staging, recursive: true);
        return new Restored(manifest, content, epoch, aside);
    }

    private bool HasData => Databases.Modules.Any(module => File.Exists(Databases.FileOf(dataPath, module)));

    private string OwnFiles => Path.Combine(dataPath, "files");

    /// <summary>Brings the databases up to date, gives the log its epoch, and puts on record what happened.</summary>
    private async Task<string> PrepareAsync(string staging, BackupManifest manifest)
    {
        using var databases = Databases.Open(DataFolder.Open(staging), clock);
        var epoch = await LogEpoch.RaiseAsync(databases.Messages);
        await new AuditLog(databases, new ServerKeys(databases, clock), Options.Create(audit)).AppendAsync([new AuditEntry(AuditEvents.AuthzAdmin)
        {
            Target = "backup", At = clock.GetUtcNow(), Detail = string.Create(CultureInfo.InvariantCulture, $"admin command line: restore of {manifest.At:yyyy-MM-dd'T'HH:mm:ss'Z'}, epoch={epoch}"),
        }]);
        return epoch;
    }

    private string MoveAside(DataFolder folder)
    {
        var aside = folder.File(string.Create(CultureInfo.InvariantCulture, $"before-restore-{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}"));
        Directory.CreateDirectory(aside);
        foreach (var module in Databases.Modules)
        {
            foreach (var suffix in Suffixes)
            {
                var file = Databases.FileOf(dataPath, module) + suffix;
                if (File.Exists(file))
                {
                    File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
                }
            }
        }

        // Files elsewhere stay: each has an id of its own, and those of the backup join them.
        if (Directory.Exists(OwnFiles))
        {
            Directory.Move(OwnFiles, Path.Combine(aside, "files"));
        }

        return aside;
    }

    private void MoveIn(string staging, DataFolder folder)
    {
        var files = Path.Combine(staging, "files");
        if (filesPath is not null && Directory.Exists(files))
        {
            foreach (var file in Directory.EnumerateFiles(files, "*", SearchOption.AllDirectories))
            {
                var place = Path.Combine(filesPath, Path.GetRelativePath(files, file));
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.Move(file, place, overwrite: true);
            }
        }

        foreach (var module in Databases.Modules)
        {
            foreach (var suffix in Suffixes)
            {
                // A log beside a database has what is not in the database yet: it goes along.
                var file = Databases.FileOf(staging, module) + suffix;
                if (File.Exists(file))
                {
                    File.Move(file, folder.File(Path.GetFileName(file)));
                }
            }
        }
    }
}

/// <param name="Epoch">The log's now.</param>
/// <param name="Aside">Folder with what was there before; null: there was nothing.</param>
public sealed record Restored(BackupManifest Manifest, BackupContent Content, string Epoch, string? Aside);
