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

namespace Parley.Silo.Embedded;

/// <summary>A silo on SQLite inside the calling process: no cluster, nothing else to start.</summary>
public static class EmbeddedSilo
{
    /// <summary>Also the name of the cluster's service, so that its data can be moved there later.</summary>
    public const string ServiceId = "parley";

    /// <summary>
    /// Takes the data folder, brings its databases up to date and adds the silo, its health checks, and an
    /// <see cref="EmbeddedInstallation"/>. All are released with the host.
    /// </summary>
    /// <exception cref="DataFolderInUseException">Another process has the folder.</exception>
    /// <exception cref="StartupException">The folder or a database cannot be used.</exception>
    public static void AddEmbeddedSilo(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ParleyOptions.Section).Get<ParleyOptions>() ?? new ParleyOptions();
        RequireEmbedded(options.Mode);
        var folder = DataFolder.Open(DataPath.Resolve(options.DataPath));
        try
        {
            var isNew = !File.Exists(folder.File("messages.db"));
            var databases = Databases.Open(folder, TimeProvider.System);
            builder.UseOrleans(silo => silo.UseEmbedded().AddParleyGrains(databases).AddOrleansDashboard());
            builder.Services.AddSingleton(new EmbeddedInstallation(folder.Path, isNew));
            builder.Services.AddSiloHealth();
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static void RequireEmbedded(string mode)
    {
        if (string.Equals(mode, "Embedded", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        throw new StartupException(
            string.Equals(mode, "Cluster", StringComparison.OrdinalIgnoreCase)
                ? "Parley:Mode is \"Cluster\", which is not in this build yet. Remove the setting (Parley__Mode), or set it to Embedded."
                : $"Parley:Mode is \"{mode}\". It must be Embedded. Remove the setting (Parley__Mode), or mend it.");
    }

    private static ISiloBuilder UseEmbedded(this ISiloBuilder silo)
    {
        var (siloPort, gatewayPort) = FreeLoopbackPorts();
        return silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: ServiceId, clusterId: "embedded");
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
