using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Parley.Grains;
using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Support;

/// <summary>A silo whose grains live on a real MariaDB.</summary>
public sealed class MariaDbSilo(MariaDbServer server) : IAsyncLifetime
{
    private IHost? _host;

    public IServiceProvider Services => _host!.Services;

    public async ValueTask InitializeAsync()
    {
        var connection = await server.NewDatabase();
        var databases = Databases.Connect(new DatabaseConnections(connection, connection, connection), TimeProvider.System);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var (siloPort, gatewayPort) = (LoopbackPort.Free(), LoopbackPort.Free());
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: "parley", clusterId: connection).AddParleyGrains(databases));
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }
    }
}
