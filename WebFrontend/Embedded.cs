using Microsoft.Extensions.Options;
using Parley.Grains.Storage;
using Parley.Silo.Admin;
using Parley.Silo.Embedded;

namespace Parley.WebFrontend;

/// <summary>The embedded mode: the silo in this process. The one file of the frontend that knows grains' implementation and silo.</summary>
internal static class Embedded
{
    public static WebApplicationBuilder AddEmbedded(this WebApplicationBuilder builder)
    {
        builder.AddEmbeddedSilo();
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

    /// <summary>What an exception at start means for the operator, one line for each fault; null if it is none of ours.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        StartupException or DataFolderInUseException => exception.Message,
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        AggregateException several when several.InnerExceptions.All(inner => Explain(inner) is not null) =>
            string.Join(Environment.NewLine, several.InnerExceptions.Select(Explain)),
        // A value of the wrong type: "Failed to convert configuration value 'abc' at 'Parley:Sessions:IdleLifetime' to type 'System.TimeSpan'."
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => exception.Message,
        _ => null,
    };
}
