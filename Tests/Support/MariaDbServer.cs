using System.Globalization;
using MySqlConnector;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Stores;
using Xunit;

[assembly: AssemblyFixture(typeof(Parley.Tests.Support.MariaDbServer))]

namespace Parley.Tests.Support;

/// <summary>
/// A real MariaDB with a data folder and a loopback port of its own, started by the first test that asks and stopped at the end
/// of the run. Every test takes a database of its own.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<Task<MariaDbProcess>> _running;
    private int _databases;

    public MariaDbServer()
        : this([])
    {
    }

    /// <summary>A server of its own for a test that changes its settings.</summary>
    /// <param name="options">More of its command line, e.g. <c>--log-bin</c>.</param>
    internal MariaDbServer(string[] options) => _running = new(() => StartAsync(options));

    /// <summary>Null: it can run. Else why not.</summary>
    public static string? Missing => MariaDbProcess.Missing;

    /// <summary>Connection string of a new, empty database.</summary>
    public async Task<string> NewDatabase()
    {
        var server = await _running.Value;
        var name = $"test{Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture)}";
        await server.CreateDatabaseAsync(name);
        return server.ConnectionString(name);
    }

    /// <summary>The same, for an account that can do what it likes there and nothing anywhere else.</summary>
    public async Task<string> NewDatabaseOfItsOwnUser()
    {
        var connection = new MySqlConnectionStringBuilder(await NewDatabase());
        var user = $"of_{connection.Database}";
        await (await _running.Value).ExecuteAsync($"CREATE USER '{user}'@'127.0.0.1'; GRANT ALL PRIVILEGES ON {connection.Database}.* TO '{user}'@'127.0.0.1'");
        connection.UserID = user;
        return connection.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated)
        {
            await (await _running.Value).KillAsync();
        }

        _folder.Dispose();
    }

    private async Task<MariaDbProcess> StartAsync(string[] options)
    {
        var server = new MariaDbProcess(new ProcessSetting(_folder.Path, Detached: false, Patience: TimeSpan.FromSeconds(60)), LoopbackPort.Free()) { Options = options };
        await server.StartAsync();
        await server.WaitReadyAsync();
        return server;
    }
}
