using Parley.Silo.Admin;
using Parley.Silo.Embedded;

namespace Parley.WebFrontend;

/// <summary>The embedded mode: the silo in this process. The one file of the frontend that knows grains' implementation and silo.</summary>
internal static class Embedded
{
    public static WebApplicationBuilder AddEmbedded(this WebApplicationBuilder builder)
    {
        builder.AddEmbeddedSilo();
        builder.AddAdminServer();
        return builder;
    }

    /// <summary>The data folder, and whether this is its first run.</summary>
    public static (string DataPath, bool IsNew) Installation(IServiceProvider services)
    {
        var installation = services.GetRequiredService<EmbeddedInstallation>();
        return (installation.DataPath, installation.IsNew);
    }

    /// <summary>How the admin command line is called where this program runs.</summary>
    public static string AdminCommand => AdminCommandLine.Call;

    /// <summary>What an exception at start means for the operator, a line per fault; null if it is none of ours.</summary>
    public static string? Explain(Exception exception) => EmbeddedFaults.Explain(exception);
}
