using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Grains.Rooms;

/// <summary>Forgets the content of messages whose deletion cannot be undone any more. Every silo does; twice does no harm.</summary>
internal sealed partial class DeletionSweep(RoomDeletions deletions, TimeProvider clock, ILogger<DeletionSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await deletions.SweepAsync();
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(1050, LogLevel.Warning, "Content of deleted messages could not be forgotten; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
