using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Silo.Shutdown;

/// <summary>
/// An orderly stop: first <c>/health/ready</c> turns to 503 while everything is still served, then the <see cref="IDrainStep"/>s send clients elsewhere, then the services stop: Kestrel, and a silo
/// that gives its grains away and leaves the cluster. All of it within <see cref="ShutdownOptions.Grace"/>.
/// </summary>
public static partial class Drain
{
    /// <summary>Of those that a balancer routes to by their readiness, if nothing is set.</summary>
    internal static readonly TimeSpan OfFrontends = TimeSpan.FromSeconds(5);

    /// <param name="isRoutedTo">Whether anybody chooses this process by its readiness: then it is given time to notice.</param>
    public static WebApplicationBuilder AddDrain(this WebApplicationBuilder builder, bool isRoutedTo)
    {
        var services = builder.Services;
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).ValidateOnStart()
            .PostConfigure(options => options.ReadinessDelay ??= isRoutedTo ? OfFrontends : TimeSpan.Zero);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ShutdownOptions>, ShutdownOptions.Validator>());

        // Read here: the host asks before the settings are validated, all together, and what is wrong with them is said there.
        var read = builder.Configuration.GetSection(ShutdownOptions.Section).Get<ShutdownOptions>() ?? new ShutdownOptions();
        var rest = read.Grace - (read.ReadinessDelay ?? (isRoutedTo ? OfFrontends : TimeSpan.Zero));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        return builder;
    }

    /// <summary>Comes before the start.</summary>
    public static WebApplication UseDrain(this WebApplication app)
    {
        // Callbacks are called last first, in both lists: this one is the last that registers for the stop, and so the first that hears of it. Until it returns nothing else has begun to stop.
        app.Lifetime.ApplicationStarted.Register(() => app.Lifetime.ApplicationStopping.Register(() => Run(app.Services)));
        return app;
    }

    /// <summary>Serves until the process is asked to stop, and stops. Taking longer than the grace is no failure: whoever waited for an answer repeats.</summary>
    public static async Task RunToEndAsync(this WebApplication app)
    {
        try
        {
            await app.WaitForShutdownAsync();
        }
        catch (Exception e) when (app.Lifetime.ApplicationStopping.IsCancellationRequested && IsOutOfTime(e))
        {
            var grace = app.Services.GetRequiredService<IOptions<ShutdownOptions>>().Value.Grace;
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Parley did not hand everything over within {grace.TotalSeconds:0.#} s (Parley:Shutdown:Grace) and ends without. Nothing that was acknowledged is lost."));
        }
    }

    private static void Run(IServiceProvider services)
    {
        var delay = services.GetRequiredService<IOptions<ShutdownOptions>>().Value.ReadinessDelay!.Value;
        if (delay > TimeSpan.Zero)
        {
            LogNotReady(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Drain)), delay);
            Task.Delay(delay, services.GetRequiredService<TimeProvider>()).Wait(); // on the thread of the signal, which is there for this
        }

        foreach (var step in services.GetServices<IDrainStep>())
        {
            step.Run();
        }
    }

    private static bool IsOutOfTime(Exception exception) => exception is OperationCanceledException ||
        (exception is AggregateException many && many.InnerExceptions.All(IsOutOfTime));

    [LoggerMessage(7040, LogLevel.Information, "Asked to stop. Not ready any more; serves on for {Delay}.")]
    private static partial void LogNotReady(ILogger logger, TimeSpan delay);
}
