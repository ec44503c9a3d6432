namespace Parley.LocalCluster.State;

/// <summary>What a cluster makes in its folder.</summary>
internal static class ClusterFolder
{
    private static readonly string[] Folders = ["mariadb", "mariadb.new", "mariadb.before", "mariadb.tmp", "redis", "logs"];
    private static readonly string[] Files = ["haproxy.cfg", "state.json", "state.json.new", "lock"];

    /// <summary>Deletes that, and the folder if nothing else is in it: it may be one that somebody keeps other things in.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return; // deleted before
        }

        foreach (var path in Folders.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
        {
            Directory.Delete(path, recursive: true);
        }

        foreach (var name in Files)
        {
            File.Delete(Path.Combine(folder, name));
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
