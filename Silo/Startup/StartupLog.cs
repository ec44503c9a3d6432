using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Silo.Startup;

/// <summary>
/// While the server starts, host, silo and Kestrel stay silent about why it does not: the program says it in one sentence (or
/// dies of the exception), and a stack trace before it would hide that.
/// </summary>
public static class StartupLog
{
    private static readonly string[] Silenced =
        ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host", "Orleans.Runtime.SiloLifecycleSubject"];

    public static WebApplicationBuilder AddStartupLog(this WebApplicationBuilder builder)
    {
        var phase = new Phase();
        builder.Services.AddSingleton(phase);
        foreach (var category in Silenced)
        {
            builder.Logging.AddFilter(category, level => phase.IsOver && level >= LogLevel.Warning);
        }

        return builder;
    }

    public static WebApplication UseStartupLog(this WebApplication app)
    {
        var phase = app.Services.GetRequiredService<Phase>();
        app.Lifetime.ApplicationStarted.Register(() => phase.IsOver = true);
        return app;
    }

    /// <summary>What has started before something else could not is stopped in order.</summary>
    public static async Task StartOrStopAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception reason)
        {
            try
            {
                await app.StopAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A host that has nothing to stop fails of it; what the start failed of is what counts.
            }

            ExceptionDispatchInfo.Throw(reason);
        }
    }

    private sealed class Phase
    {
        public volatile bool IsOver;
    }
}
