using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Parley.Grains;
using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Support;

/// <summary>A silo with Parley's grains and no web server, on databases of its own.</summary>
public abstract class TestSilo : IAsyncLifetime
{
    /// <summary>Reminders may tick much more often than a production silo lets them.</summary>
    public static readonly TimeSpan MinimumReminderPeriod = TimeSpan.FromMilliseconds(500);

    private IHost? _host;

    public IServiceProvider Services => _host!.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public Databases Databases => Services.GetRequiredService<Databases>();

    public async ValueTask InitializeAsync()
    {
        var databases = await Open();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var (siloPort, gatewayPort) = (LoopbackPort.Free(), LoopbackPort.Free());
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort, serviceId: "parley", clusterId: $"test-{siloPort}")
            .AddParleyGrains(databases)
            .Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = MinimumReminderPeriod));
        _host = builder.Build();
        await _host.StartAsync();
    }

    /// <summary>Stops it and starts it again on the same databases.</summary>
    public async Task Restart()
    {
        await Stop();
        await InitializeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Stop();
        GC.SuppressFinalize(this);
    }

    /// <summary>The databases; the same each time.</summary>
    protected abstract Task<Databases> Open();

    private async Task Stop()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose(); // and with it the databases
            _host = null;
        }
    }
}

public sealed class SqliteSilo : TestSilo
{
    private readonly TempFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<Databases> Open() => Task.FromResult(Databases.Open(DataFolder.Open(_folder.Path), TimeProvider.System));
}

/// <summary>
/// On a real MariaDB, each module in a database of its own with an account of its own (S21): a statement that reached into another module's would be refused.
/// </summary>
public sealed class MariaDbSilo(MariaDbServer server) : TestSilo
{
    private readonly Lazy<Task<DatabaseConnections>> _connections = new(async () =>
        new DatabaseConnections(await server.NewDatabaseOfItsOwnUser(), await server.NewDatabaseOfItsOwnUser(), await server.NewDatabaseOfItsOwnUser()) { Search = await server.NewDatabaseOfItsOwnUser() });

    protected override async Task<Databases> Open() => Databases.Connect(await _connections.Value, TimeProvider.System);
}
