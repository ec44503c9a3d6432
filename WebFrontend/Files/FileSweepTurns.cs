using Microsoft.Extensions.Options;
using Parley.Files;
using Parley.Jobs;
using Parley.WebFrontend.Jobs;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Files;

/// <summary>
/// Has files that nobody knows swept, once in each <see cref="FileStoreOptions.SweepEvery"/>: every frontend asks for the sweep of that time, which is one job. Also some time after a start, so
/// that an installation that is never up at the turn is swept all the same.
/// </summary>
internal sealed partial class FileSweepTurns(IJobs jobs, GrainJobSource source, IOptions<FileStoreOptions> options, TimeProvider clock, ILogger<FileSweepTurns> logger) : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromHours(1);

    /// <summary>How long from now until the next one is asked for.</summary>
    internal static TimeSpan Pause(DateTimeOffset now, TimeSpan every, bool isStart)
    {
        var left = TimeSpan.FromTicks(every.Ticks - (now.UtcTicks % every.Ticks));
        return isStart && left > AfterStart ? AfterStart : left;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.SweepEvery is var every && every == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            for (var isStart = true; ; isStart = false)
            {
                await Task.Delay(Pause(clock.GetUtcNow(), every, isStart), clock, stoppingToken);
                await AskAsync(clock.GetUtcNow().UtcTicks / every.Ticks, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>If nobody answers the next turn will do: nothing is lost by a file that lies there for longer.</summary>
    private async Task AskAsync(long period, CancellationToken stoppingToken)
    {
        try
        {
            await jobs.EnqueueAsync(FileJobs.Sweep(period));
            source.Wake();
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotAsked(e);
        }
    }

    [LoggerMessage(3401, LogLevel.Warning, "Nobody took in the job that looks for files that nobody knows; it is asked for again at the next turn.")]
    private partial void LogNotAsked(Exception exception);
}
