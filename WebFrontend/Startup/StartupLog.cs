namespace Parley.WebFrontend.Startup;

/// <summary>
/// While the server starts, host, silo and Kestrel stay silent about why it does not: the program says it in one sentence (or
/// dies of the exception), and a stack trace before it would hide that.
/// </summary>
internal static class StartupLog
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
        catch
        {
            await app.StopAsync();
            throw;
        }
    }

    private sealed class Phase
    {
        public volatile bool IsOver;
    }
}
