namespace Parley.LocalCluster.Processes;

/// <summary>A program of the operating system that a cluster needs.</summary>
/// <param name="Package">Debian package that has it.</param>
public sealed record Tool(string Program, string Package)
{
    public static readonly Tool MariaDb = new("mariadbd", "mariadb-server-core");
    public static readonly Tool MariaDbInstall = new("mariadb-install-db", "mariadb-server-core");
    public static readonly Tool MariaDbDefaults = new("my_print_defaults", "mariadb-client-core"); // the installation calls it
    public static readonly Tool Redis = new("redis-server", "redis-server");
    public static readonly Tool HaProxy = new("haproxy", "haproxy");

    /// <summary>Servers live in sbin, which is on root's PATH only.</summary>
    private static IEnumerable<string> Folders =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(["/usr/sbin", "/usr/local/sbin", "/usr/bin"]);

    /// <summary>Null: it is installed. Else a sentence.</summary>
    public string? Missing => FindPath() is null ? $"{Program} is not installed. Install: sudo apt-get install {Package}" : null;

    /// <exception cref="ClusterException">It is not installed.</exception>
    public string Path => FindPath() ?? throw new ClusterException(Missing!);

    private string? FindPath() => Folders.Select(folder => System.IO.Path.Combine(folder, Program)).FirstOrDefault(File.Exists);
}
