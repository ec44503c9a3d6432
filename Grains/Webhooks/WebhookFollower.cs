using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Parley.Webhooks;

namespace Parley.Grains.Webhooks;

/// <summary>Wakes the webhooks of a room of this silo when something happens there; and all that it has not known before, so that what a silo that died has left goes on when another one starts.</summary>
internal sealed partial class WebhookFollower(IGrainFactory grains, TimeProvider clock, ILogger<WebhookFollower> logger) : BackgroundService, IRoomWatcher
{
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(2);

    private FrozenDictionary<string, string[]> _ofRooms = FrozenDictionary<string, string[]>.Empty;

    public void Committed(string room, ImmutableArray<RoomEvent> events)
    {
        if (_ofRooms.TryGetValue(room, out var webhooks))
        {
            Wake(webhooks);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var (version, known) = (0L, ImmutableHashSet<string>.Empty);
        for (; !stoppingToken.IsCancellationRequested; await Task.Delay(RefreshEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing))
        {
            try
            {
                if (await grains.GetGrain<IWebhookIndexGrain>(0).Newer(version) is { } index)
                {
                    _ofRooms = index.Rooms.GroupBy(one => one.Value, one => one.Key).ToFrozenDictionary(room => room.Key, room => room.ToArray());
                    Wake(index.Rooms.Keys.Where(id => !known.Contains(id)));
                    (version, known) = (index.Version, [.. index.Rooms.Keys]);
                }
            }
            catch (Exception e)
            {
                LogNotAsked(e); // those that are known go on to be woken
            }
        }
    }

    private void Wake(IEnumerable<string> webhooks)
    {
        foreach (var id in webhooks)
        {
            grains.GetGrain<IWebhookGrain>(id).Wake().Ignore();
        }
    }

    [LoggerMessage(2601, LogLevel.Debug, "It is not known which webhooks there are; it is asked again.")]
    private partial void LogNotAsked(Exception exception);
}
