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

/// <summary>On a real MariaDB.</summary>
public sealed class MariaDbSilo(MariaDbServer server) : TestSilo
{
    private readonly Lazy<Task<string>> _connection = new(server.NewDatabase);

    protected override async Task<Databases> Open()
    {
        var connection = await _connection.Value;
        return Databases.Connect(new DatabaseConnections(connection, connection, connection), TimeProvider.System);
    }
}
