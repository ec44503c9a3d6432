using Parley.Silo;
using Parley.Silo.Admin;
using Parley.Silo.Cluster;
using Parley.Silo.Embedded;
using Parley.Silo.Setup;
using Parley.Silo.Telemetry;

namespace Parley.WebFrontend;

/// <summary>
/// Where the grains are: in a silo within this process, or in a cluster that it is a client of. The one file of the frontend
/// that knows the difference.
/// </summary>
internal static class Installation
{
    public static WebApplicationBuilder AddInstallation(this WebApplicationBuilder builder)
    {
        if (InstallationModes.Read(builder.Configuration) == InstallationMode.Cluster)
        {
            builder.AddClusterClient();
        }
        else
        {
            builder.AddEmbeddedSilo();
            builder.AddAdminServer();
            builder.AddStoreProbe();
            builder.Services.AddSingleton(ClusterLink.Made());
        }

        return builder;
    }

    /// <summary>What this process is in traces.</summary>
    public static string Role(IConfiguration configuration) => InstallationModes.Read(configuration) == InstallationMode.Cluster ? "parley-frontend" : "parley";

    /// <summary>Whether there may be others beside it that a balancer could choose instead.</summary>
    public static bool IsRoutedTo(IConfiguration configuration) => InstallationModes.Read(configuration) == InstallationMode.Cluster;

    /// <summary>What this process is, for the operator.</summary>
    public static string Describe(IServiceProvider services) =>
        services.GetService<EmbeddedInstallation>() is { } embedded ? $"embedded, data in {embedded.DataPath}" : "frontend of a cluster";

    /// <summary>Whether this is the first run on its data. A frontend of a cluster has none.</summary>
    public static bool IsNew(IServiceProvider services) => services.GetService<EmbeddedInstallation>()?.IsNew == true;

    /// <summary>The link by which the first administrator is made, once; null: there is one, or it is the silos' business.</summary>
    /// <param name="address">Where a browser on this machine finds the server.</param>
    public static Task<string?> SetupLinkAsync(IServiceProvider services, string address) =>
        services.GetService<EmbeddedInstallation>() is null ? Task.FromResult<string?>(null) : SetupNotice.LinkAsync(services.GetRequiredService<IGrainFactory>(), address);

    /// <summary>How the admin command line is called where this program runs.</summary>
    public static string AdminCommand => AdminCommandLine.Call;
}
