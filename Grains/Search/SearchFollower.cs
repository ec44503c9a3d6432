using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Grains.Search;

/// <summary>
/// Keeps the index in step with the rooms of this silo: hears which rooms were written in, and follows each one's line from the room's position on, some
/// moments later and in a transaction of its own. What a silo that died has left is found at start and by a sweep now and then; any silo may do
/// the work of any other, and twice does no harm.
/// </summary>
internal sealed partial class SearchFollower(
    RoomsToIndex rooms, SearchReading reading, SearchIndex index, IRoomLog log, IOptions<SearchOptions> options, TimeProvider clock, ILogger<SearchFollower> logger)
    : BackgroundService, IRoomWatcher
{
    private const int RoomsAtOnce = 64;
    private const int SweptAtOnce = 500;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>Rest after work, in parts of it: while messages come as fast as they can, the index falls behind rather than the messages.</summary>
    private const int Rest = 3;

    private volatile bool _mustSweep = true;

    public void Committed(string room, ImmutableArray<RoomEvent> events) => rooms.Note(room);

    /// <summary>Looks through all rooms as soon as possible.</summary>
    public void SweepSoon()
    {
        _mustSweep = true;
        rooms.Wake();
    }

    /// <summary>Brings rooms up to the head that they have now.</summary>
    public async Task CatchUpAsync(IReadOnlyCollection<string> behind)
    {
        var left = behind;
        while (left.Count > 0)
        {
            left = await StepAsync(left);
        }
    }

    /// <summary>Notes all rooms that the index is behind.</summary>
    public async Task SweepAsync()
    {
        for (var after = ""; ;)
        {
            var heads = await reading.HeadsAfterAsync(after, SweptAtOnce);
            var positions = await index.PositionsAsync([.. heads.Select(one => one.Room)]);
            foreach (var (room, head) in heads)
            {
                if (positions.GetValueOrDefault(room) is not { } position || position != new SearchPosition(head.LastSeq, head.Epoch))
                {
                    rooms.Note(room);
                }
            }

            if (heads.Count < SweptAtOnce)
            {
                return;
            }

            after = heads[^1].Room;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var swept = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var taken = new List<string>();
            try
            {
                if (_mustSweep || clock.GetElapsedTime(swept) >= options.Value.SweepEvery)
                {
                    _mustSweep = false;
                    swept = clock.GetTimestamp();
                    await SweepAsync();
                }

                taken = rooms.Take(RoomsAtOnce);
                if (taken.Count > 0)
                {
                    var began = clock.GetTimestamp();
                    taken = [.. await StepAsync(taken)];
                    taken.ForEach(rooms.Note);
                    taken.Clear();
                    var rest = Rest * clock.GetElapsedTime(began);
                    await Task.Delay(rest > options.Value.IndexDelay ? rest : options.Value.IndexDelay, clock, stoppingToken); // many small steps cost more than one
                    continue;
                }

                await rooms.WaitAsync(options.Value.SweepEvery, clock, stoppingToken);
                await Task.Delay(options.Value.IndexDelay, clock, stoppingToken); // what comes at once is written at once
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogFailed(e);
                taken.ForEach(rooms.Note);
                await Task.Delay(RetryAfter, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One transaction over the rooms.</summary>
    /// <returns>Rooms that are not at their head yet.</returns>
    private async Task<IReadOnlyCollection<string>> StepAsync(IReadOnlyCollection<string> behind)
    {
        var heads = await log.HeadsAsync(behind);
        var positions = await index.PositionsAsync(behind);
        var changes = new List<SearchChange>();
        var left = new List<string>();
        var budget = options.Value.BatchMessages;
        foreach (var (room, head) in heads)
        {
            if (budget <= 0)
            {
                left.Add(room);
                continue;
            }

            if (await ChangeAsync(room, positions.GetValueOrDefault(room), head, budget) is { } change)
            {
                changes.Add(change);
                budget -= change.Documents.Count + change.Gone.Count;
                if (change.To.Seq < head.LastSeq)
                {
                    left.Add(room);
                }
            }
        }

        if (changes.Count > 0)
        {
            left.AddRange(await index.WriteAsync(changes));
        }

        return left;
    }

    private async Task<SearchChange?> ChangeAsync(string room, SearchPosition? position, LogHead head, int limit)
    {
        try
        {
            return await reading.ChangeAsync(room, position, head, limit);
        }
        catch (Exception e) when (e is not DbException)
        {
            LogRoomFailed(e, room); // the others go on; it is tried again at the next message or sweep
            return null;
        }
    }

    [LoggerMessage(2400, LogLevel.Warning, "The index of messages cannot be written; it is tried again.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2401, LogLevel.Error, "Room {Room} cannot be indexed: search finds nothing that is new there.")]
    private partial void LogRoomFailed(Exception exception, string room);
}
