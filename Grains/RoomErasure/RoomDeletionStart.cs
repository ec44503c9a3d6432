using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Grains.Rooms;
using Parley.Jobs;
using Parley.Rooms;

namespace Parley.Grains.RoomErasure;

/// <summary>Has rooms erased that were deleted: at once those of its own silo, now and then those that a silo which died has left.</summary>
internal sealed partial class RoomDeletionStart(DeletedRooms deleted, IJobs jobs, TimeProvider clock, ILogger<RoomDeletionStart> logger) : BackgroundService, IRoomWatcher
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _news = new(0);

    public void Committed(string room, ImmutableArray<RoomEvent> events)
    {
        if (events.Any(e => e is RoomArchived { IsDeleted: true }))
        {
            _news.Release();
        }
    }

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var room in await deleted.OpenAsync())
                {
                    if ((await jobs.EnqueueAsync(RoomDeletionHandler.Job(room))).Error is { } refusal)
                    {
                        LogRefused(room, refusal.Code);
                    }
                }

                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogFailed(e);
                await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var news = _news.WaitAsync(both.Token);
        await Task.WhenAny(news, Task.Delay(LookEvery, clock, both.Token));
        await both.CancelAsync();
        await news.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(2260, LogLevel.Warning, "The erasure of the deleted room {Room} could not be enqueued: {Code}. It is tried again.")]
    private partial void LogRefused(string room, string code);

    [LoggerMessage(2261, LogLevel.Warning, "Deleted rooms could not be looked for; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
