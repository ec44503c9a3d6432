using System.Diagnostics;
using System.Globalization;
using MySqlConnector;
using Parley.LocalCluster.Processes;

namespace Parley.LocalCluster.Stores;

/// <summary>
/// A MariaDB on loopback with a data folder of its own. Its superuser has no password: whoever has an account on this machine can
/// read it. For tests and trials.
/// </summary>
public sealed class MariaDbProcess(ProcessSetting setting, int port, ProcessIdentity? running = null) : ManagedProcess(setting, running)
{
    /// <summary>The database of the cluster.</summary>
    public const string Database = "parley";

    /// <summary>Null: it can run here. Else a sentence.</summary>
    public static string? Missing => Tool.MariaDb.Missing ?? Tool.MariaDbInstall.Missing ?? Tool.MariaDbDefaults.Missing;

    public int Port => port;

    /// <summary>More of its command line, e.g. <c>--log-bin</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>As people call it, where there are several.</summary>
    public string Title { get; init; } = "mariadb";

    /// <summary>One that was installed and never started: its data folder is copied instead of making another, which takes longer.</summary>
    public MariaDbProcess? Template { get; init; }

    public override string Address => $"127.0.0.1:{port}";

    /// <summary>Sockets and files are named relative to the data folder: paths of sockets must be short.</summary>
    protected override Launch Launch => new(Title, Tool.MariaDb.Path,
    [
        "--no-defaults", $"--datadir={DataFolder}", $"--port={port}", "--bind-address=127.0.0.1", "--socket=mariadb.sock", $"--pid-file={Title}.pid",
        $"--tmpdir={TemporaryFolder}", .. AsRoot,
        "--innodb-flush-log-at-trx-commit=1", // an acknowledged message survives a killed database
        "--innodb-buffer-pool-size=256M", "--max-connections=500", "--skip-name-resolve", .. Options,
    ]);

    private static string[] AsRoot => Environment.UserName == "root" ? ["--user=root"] : [];

    /// <summary>Default: a folder of its title in the cluster's.</summary>
    public string DataFolder
    {
        get => field ?? Path.Combine(Folder, Title);
        init;
    }

    /// <summary>A MariaDB that starts deletes the temporary tables that it finds: in a common folder also those of others that run.</summary>
    private string TemporaryFolder => Path.Combine(Folder, Title + ".tmp");

    /// <param name="through">Port of something that stands in between; null: straight to the server.</param>
    /// <param name="user">Without a password.</param>
    public string ConnectionString(string database = Database, int? through = null, string user = "root") =>
        $"Server=127.0.0.1;Port={(through ?? port).ToString(CultureInfo.InvariantCulture)};User ID={user};Database={database}";

    /// <summary>Makes its data folder, if it has none.</summary>
    public Task InstallAsync(CancellationToken cancellation = default) => PrepareAsync(cancellation);

    /// <summary>Deletes all that it has: the next start is its first.</summary>
    public void Forget()
    {
        if (Directory.Exists(DataFolder))
        {
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    /// <summary>Puts all that it has beside it, in the place of what was put there before: the next start is its first. It must not run.</summary>
    /// <returns>Where that is now.</returns>
    public string SetAside()
    {
        var aside = DataFolder + ".before";
        if (Directory.Exists(aside))
        {
            Directory.Delete(aside, recursive: true);
        }

        Directory.Move(DataFolder, aside);
        return aside;
    }

    /// <summary>Runs statements as the superuser, on a connection of their own.</summary>
    /// <exception cref="MySqlException">It cannot be reached, or refuses one.</exception>
    public async Task ExecuteAsync(string sql, CancellationToken cancellation = default)
    {
        await using var connection = new MySqlConnection($"{ConnectionString("mysql")};Pooling=false;ConnectionTimeout=3;DefaultCommandTimeout=20");
        await connection.OpenAsync(cancellation);
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The first row of an answer, by column; empty if it has none.</summary>
    /// <exception cref="MySqlException">It cannot be reached, or refuses.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AskAsync(string sql, CancellationToken cancellation = default)
    {
        await using var connection = new MySqlConnection($"{ConnectionString("mysql")};Pooling=false;ConnectionTimeout=3;DefaultCommandTimeout=20");
        await connection.OpenAsync(cancellation);
        await using var command = new MySqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, i => Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture) ?? "", StringComparer.OrdinalIgnoreCase)
            : new Dictionary<string, string>();
    }

    /// <summary>Makes an empty database if there is none of that name.</summary>
    public async Task CreateDatabaseAsync(string name = Database, CancellationToken cancellation = default)
    {
        await using var connection = new MySqlConnection($"{ConnectionString("mysql")};Pooling=false"); // a kept one may be from before a restart
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE IF NOT EXISTS {name} CHARACTER SET utf8mb4";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>System tables, at the first start; an attempt that was cut short is made anew.</summary>
    protected override async Task PrepareAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(TemporaryFolder);
        if (Directory.Exists(DataFolder))
        {
            return;
        }

        var draft = DataFolder + ".new";
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        await (Template is { } template ? CopyAsync(template.DataFolder, draft, cancellation) : InstallAsync(draft, cancellation));
        Directory.Move(draft, DataFolder);
    }

    protected override async Task<string?> AskAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new MySqlConnection($"{ConnectionString("mysql")};Pooling=false;ConnectionTimeout=3;DefaultCommandTimeout=3");
            await connection.OpenAsync(cancellation);
            return await connection.PingAsync(cancellation) ? null : "does not answer";
        }
        catch (MySqlException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private async Task InstallAsync(string dataFolder, CancellationToken cancellation)
    {
        await RunAsync(Tool.MariaDbInstall.Path, ["--no-defaults", $"--datadir={dataFolder}", "--auth-root-authentication-method=normal", "--skip-test-db", .. AsRoot], cancellation);
    }

    private Task CopyAsync(string from, string to, CancellationToken cancellation) => RunAsync("cp", ["-a", "--reflink=auto", from, to], cancellation);

    private async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["TMPDIR"] = TemporaryFolder;
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var install = Process.Start(start)!;
        try
        {
            var output = install.StandardOutput.ReadToEndAsync(cancellation);
            var errors = await install.StandardError.ReadToEndAsync(cancellation);
            await install.WaitForExitAsync(cancellation);
            if (install.ExitCode != 0)
            {
                throw new ClusterException($"{Path.GetFileName(program)} failed:\n{errors}{await output}");
            }
        }
        finally
        {
            install.Kill(entireProcessTree: true); // if we no longer wait for it
        }
    }
}
