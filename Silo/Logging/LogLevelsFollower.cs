using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Parley.Logging;

namespace Parley.Silo.Logging;

/// <summary>Asks now and then which levels were changed, and has them go back in time even if nobody can be asked any more.</summary>
internal sealed partial class LogLevelsFollower(
    IGrainFactory grains, LogLevels levels, IServiceProvider services, IHostApplicationLifetime lifetime, IOptions<LoggingOptions> options, TimeProvider clock, ILogger<LogLevelsFollower> logger)
    : BackgroundService
{
    /// <summary>For an answer; then what was known counts for another while.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private ImmutableArray<LogLevelChange> _known = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            if (services.GetService<ClusterLink>() is { } link)
            {
                await link.Connected.WaitAsync(stoppingToken);
            }

            using var timer = new PeriodicTimer(options.Value.LookEvery, clock);
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            _known = await grains.LogLevels().Current().WaitAsync(Patience, clock, stop);
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // Others say that nobody answers; what is known stays, until its time is over.
        }

        if (levels.Set(_known.Where(change => change.Until > clock.GetUtcNow())))
        {
            LogChanged(levels.Current.Count == 0 ? "as configured" : string.Join(", ", levels.Current.Select(change => string.Create(CultureInfo.InvariantCulture, $"{change.Category}={change.Level} until {change.Until:u}"))));
        }
    }

    private async Task StartedAsync(CancellationToken stop)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stop);
    }

    [LoggerMessage(7300, LogLevel.Information, "Levels of the log: {Levels}")]
    private partial void LogChanged(string levels);
}
