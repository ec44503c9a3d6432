using System.Diagnostics;
using System.Globalization;
using Parley.LocalCluster;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;

namespace Parley.Faults.Nemesis;

/// <summary>The scripts of deploy/backup, as an operator runs them.</summary>
internal static class BackupScripts
{
    /// <summary>Null: they can run here. Else a sentence.</summary>
    public static string? Missing => new Tool("mariadb-dump", "mariadb-client").Missing ?? new Tool("mariadb-binlog", "mariadb-client").Missing;

    /// <returns>Path of the dump.</returns>
    public static async Task<string> DumpAsync(MariaDbProcess from, string folder) => (await RunAsync("dump", from, folder, folder, MariaDbProcess.Database)).Trim();

    /// <param name="until">A full second, in UTC: what was committed from then on is left out.</param>
    public static Task RestoreAsync(MariaDbProcess into, string dump, string binlogs, DateTimeOffset until, string folder) => RunAsync(
        "restore", into, folder, dump, binlogs, "--until", until.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

    /// <summary><c>admin new-epoch</c>: clients are to learn that the log was set back.</summary>
    public static Task NewEpochAsync(MariaDbProcess server)
    {
        var start = new ProcessStartInfo("dotnet", [new LocalClusterOptions().SiloProgram, "admin", "new-epoch"]);
        start.Environment["Parley__Mode"] = "Cluster";
        start.Environment["ConnectionStrings__MySql"] = server.ConnectionString();
        return ToEndAsync(start, "admin new-epoch");
    }

    private static async Task<string> RunAsync(string script, MariaDbProcess server, string folder, params string[] arguments)
    {
        var options = Path.Combine(folder, "client.cnf");
        await File.WriteAllTextAsync(options, string.Create(CultureInfo.InvariantCulture, $"[client]\nhost=127.0.0.1\nport={server.Port}\nuser=root\n"));
        var start = new ProcessStartInfo(Path.Combine(SourceTree(), "deploy", "backup", script), arguments);
        start.Environment["MARIADB_CNF"] = options;
        return await ToEndAsync(start, $"deploy/backup/{script}");
    }

    private static async Task<string> ToEndAsync(ProcessStartInfo start, string what)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new ClusterException($"{what} failed: {output}{await errors}");
    }

    private static string SourceTree()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new ClusterException("Backups need the source tree, where deploy/backup is.");
    }
}
