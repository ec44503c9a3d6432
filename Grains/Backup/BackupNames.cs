using Parley.FileStores;
using Parley.Grains.Storage;

namespace Parley.Grains.Backup;

/// <summary>Names of entries of a backup. Whatever else an archive has is none of ours: nothing in it decides where anything is written.</summary>
internal static class BackupNames
{
    private const string Files = "files/";

    public static string OfFile(string id) => $"{Files}{FileIds.Folder(id)}/{id}";

    /// <summary>Where an entry belongs below a folder; null: it is not one of ours.</summary>
    public static string? PathOf(string entry)
    {
        if (BackupManifest.Modules.Any(module => BackupManifest.DatabaseEntry(module) == entry))
        {
            return entry;
        }

        var id = entry[(entry.LastIndexOf('/') + 1)..];
        return FileIds.IsId(id) && OfFile(id) == entry ? Path.Combine("files", FileIds.Folder(id), id) : null;
    }

    /// <summary>Where the database of a module is, once an archive is unpacked.</summary>
    public static string DatabaseIn(string folder, string module) => Databases.FileOf(folder, module);
}
