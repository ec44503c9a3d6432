using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Jobs;
using Parley.Retention;

namespace Parley.Grains.Retention;

/// <summary>Sees to it that there is the job that looks (<see cref="RetentionHandler"/>), if there is any rule: every silo does, and the job's key has all but one of them do nothing.</summary>
internal sealed partial class RetentionStart(RetentionStore store, IJobs jobs, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<RetentionStart> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookEvery, clock);
        try
        {
            do
            {
                try
                {
                    if (await store.HasRulesAsync(options.Value) && (await jobs.EnqueueAsync(RetentionHandler.Job)).Error is { } refusal)
                    {
                        LogRefused(refusal.Code);
                    }
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(2252, LogLevel.Warning, "The look for old messages could not be enqueued: {Code}. It is tried again.")]
    private partial void LogRefused(string code);

    [LoggerMessage(2253, LogLevel.Warning, "The look for old messages could not be enqueued; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
