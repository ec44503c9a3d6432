using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Parley.Grains;
using Parley.Grains.Storage;
using Parley.Silo.Dashboard;
using Parley.Silo.Health;
using Parley.Silo.Telemetry;

namespace Parley.Silo.Embedded;

/// <summary>A silo on SQLite inside the calling process: no cluster, nothing else to start.</summary>
public static class EmbeddedSilo
{
    /// <summary>
    /// Takes the data folder, brings its databases up to date and adds the silo, its health checks, and an
    /// <see cref="EmbeddedInstallation"/>. All are released with the host.
    /// </summary>
    /// <exception cref="DataFolderInUseException">Another process has the folder.</exception>
    /// <exception cref="StartupException">The folder or a database cannot be used.</exception>
    public static void AddEmbeddedSilo(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ParleyOptions.Section).Get<ParleyOptions>() ?? new ParleyOptions();
        var folder = DataFolder.Open(DataPath.Resolve(options.DataPath));
        try
        {
            var isNew = !File.Exists(folder.File("messages.db"));
            var databases = Databases.Open(folder, TimeProvider.System);
            builder.UseOrleans(silo => silo.UseEmbedded().AddTracing().AddParleyGrains(databases).AddOrleansDashboard());
            builder.Services.AddSingleton(new EmbeddedInstallation(folder.Path, isNew));
            builder.Services.AddSiloHealth();
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static ISiloBuilder UseEmbedded(this ISiloBuilder silo)
    {
        var (siloPort, gatewayPort) = FreeLoopbackPorts();
        return silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: OrleansService.Id, clusterId: "embedded");
    }

    /// <summary>Two ports that are free now, so that several servers may run on one machine.</summary>
    private static (int Silo, int Gateway) FreeLoopbackPorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
