using System.Diagnostics;
using System.Globalization;
using MySqlConnector;
using Xunit;

[assembly: AssemblyFixture(typeof(Parley.Tests.Support.MariaDbServer))]

namespace Parley.Tests.Support;

/// <summary>
/// A real MariaDB with a data folder and a loopback port of its own, started by the first test that asks and stopped at the end
/// of the run. Every test takes a database of its own.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/mariadbd", "/usr/bin/mariadbd"];
    private readonly Lazy<Task<Running>> _running;
    private int _databases;

    public MariaDbServer()
        : this([])
    {
    }

    /// <summary>A server of its own for a test that changes its settings.</summary>
    /// <param name="options">More of its command line, e.g. <c>--log-bin</c>.</param>
    internal MariaDbServer(string[] options) => _running = new(() => StartAsync(options));

    /// <summary>Null: it can run. Else why not.</summary>
    public static string? Missing => Places.Any(File.Exists) ? null : "MariaDB is not installed (Debian: mariadb-server).";

    /// <summary>Connection string of a new, empty database.</summary>
    public async Task<string> NewDatabase()
    {
        var server = await _running.Value;
        var name = $"test{Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture)}";
        await using var connection = new MySqlConnection(server.ConnectionString("mysql"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name} CHARACTER SET utf8mb4";
        await command.ExecuteNonQueryAsync();
        return server.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated && await _running.Value is { } server)
        {
            server.Process.Kill();
            await server.Process.WaitForExitAsync();
            server.Process.Dispose();
            server.Folder.Dispose();
        }
    }

    private static async Task<Running> StartAsync(string[] options)
    {
        var folder = new TempFolder();
        var data = Path.Combine(folder.Path, "data");
        await RunAsync("mariadb-install-db", $"--no-defaults --datadir={data} --auth-root-authentication-method=normal --skip-test-db --user=root");
        var port = LoopbackPort.Free();
        var process = Process.Start(new ProcessStartInfo(Places.First(File.Exists), (string[])
            [
                "--no-defaults", $"--datadir={data}", $"--port={port}", "--bind-address=127.0.0.1", $"--socket={folder.Path}/s", $"--pid-file={folder.Path}/pid",
                "--user=root", "--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=64M", "--max-connections=200",
                $"--log-error={folder.Path}/error.log", .. options,
            ]) { UseShellExecute = false })!;
        var running = new Running(process, folder, port);
        for (var deadline = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                await using var connection = new MySqlConnection(running.ConnectionString("mysql"));
                await connection.OpenAsync();
                return running;
            }
            catch (MySqlException) when (!process.HasExited && deadline.Elapsed < TimeSpan.FromSeconds(60))
            {
                // Not listening yet.
            }
        }
    }

    private static async Task RunAsync(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} failed: {error}{await output}");
    }

    private sealed record Running(Process Process, TempFolder Folder, int Port)
    {
        public string ConnectionString(string database) => $"Server=127.0.0.1;Port={Port};User ID=root;Database={database}";
    }
}
