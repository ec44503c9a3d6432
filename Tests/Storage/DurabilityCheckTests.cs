using Dapper;
using Microsoft.Extensions.Logging;
using Parley.Grains.Storage;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Storage;

/// <summary>A server that may forget what it has acknowledged is named at start. On a real MariaDB of its own, whose settings change.</summary>
public sealed class DurabilityCheckTests : IAsyncLifetime
{
    private readonly MariaDbServer _server = new(["--log-bin", "--server-id=1", "--sync-binlog=1"]);
    private Databases _databases = null!;

    public async ValueTask InitializeAsync()
    {
        var connection = await _server.NewDatabase();
        _databases = Databases.AsTheyAre(new DatabaseConnections(connection, connection, connection));
    }

    public async ValueTask DisposeAsync()
    {
        _databases.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task What_could_be_lost_with_the_power_is_warned_of_once_for_each_server()
    {
        Assert.Empty(await Warnings());

        await Set("innodb_flush_log_at_trx_commit = 2");
        var flush = Assert.Single(await Warnings());
        Assert.Contains($"{_databases.Grains.Place} may forget what it has acknowledged: innodb_flush_log_at_trx_commit is 2: ", flush, StringComparison.Ordinal);
        Assert.Contains("Set it to 1.", flush, StringComparison.Ordinal);

        await Set("sync_binlog = 0");
        Assert.Equal(2, (await Warnings()).Count);

        await Set("innodb_flush_log_at_trx_commit = 1");
        Assert.Contains("log_bin is on and sync_binlog is 0: ", Assert.Single(await Warnings()), StringComparison.Ordinal);

        await Set("sync_binlog = 1");
        Assert.Empty(await Warnings());
    }

    private async Task<IReadOnlyCollection<string>> Warnings()
    {
        using var lines = new LogRecorder();
        using var loggers = new LoggerFactory([lines]);
        await new DurabilityCheck(_databases, loggers.CreateLogger<DurabilityCheck>()).StartAsync(TestContext.Current.CancellationToken);
        Assert.All(lines.Lines, line => Assert.StartsWith("Warning ", line, StringComparison.Ordinal));
        return lines.Lines;
    }

    private Task<int> Set(string setting) =>
        _databases.Grains.WriteAsync((connection, transaction) => connection.ExecuteAsync($"SET GLOBAL {setting}", transaction: transaction));
}
