using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Parley.Jobs;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.Grains.Retention;

/// <summary>
/// The one look that the whole server has under way: goes through the rooms that are due, some messages of each in turn, and comes again later. Rooms decide for themselves what is old enough;
/// how far each is seen to is noted after that, so that whoever is killed costs a second look.
/// </summary>
internal sealed partial class RetentionHandler(
    RetentionStore store, RetentionMetrics metrics, IGrainFactory grains, IOptions<RetentionOptions> options, TimeProvider clock, ILogger<RetentionHandler> logger) : IJobHandler
{
    private const int RoomsAtOnce = 50;

    /// <summary>A room that cannot be seen to now is not in the way of the others.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Then it is the turn of other jobs of a low priority.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(5);

    /// <summary>The only job of its kind.</summary>
    public static NewJob Job => new(KindOfJob, "{}") { Key = KindOfJob, Priority = JobPriority.Low };

    private const string KindOfJob = "retention";

    public string Kind => KindOfJob;

    public int MaxAtOnce => 1;

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var until = clock.GetUtcNow() + LongestTurn;
        await store.FollowAsync(options.Value, cancellation);
        for (var deleted = 0L; ;)
        {
            var rooms = await store.DueAsync(clock.GetUtcNow(), RoomsAtOnce);
            if (rooms.IsEmpty)
            {
                return JobResult.Later(options.Value.LookEvery);
            }

            foreach (var room in rooms)
            {
                deleted += await SeeToAsync(room, cancellation);
                run.Report(deleted, 0);
                if (clock.GetUtcNow() > until)
                {
                    return JobResult.Later(TimeSpan.Zero);
                }
            }
        }
    }

    /// <returns>How many messages were deleted.</returns>
    private async Task<int> SeeToAsync(DueRoom room, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (rules, now) = (options.Value, clock.GetUtcNow());
        var look = await store.LookAsync(room, rules, now, rules.DeleteAtOnce);
        if (look.Due.IsEmpty)
        {
            await store.MoveAsync(room, look.LookedSeq, look.NextAt);
            return 0;
        }

        try
        {
            var done = await grains.Room(room.Room).Do(new ExpireMessages { Sender = "", Targets = look.Due, Now = now, Server = rules.Messages, KeepPinned = rules.KeepPinned });
            if (done.IsError)
            {
                LogRefused(room.Room, done.Error.Code);
                await store.MoveAsync(room, room.LookedSeq, clock.GetUtcNow() + AgainAfter);
                return 0;
            }

            var count = done.Value.Event is null ? 0 : look.Due.Length;
            metrics.Deleted(count);
            await store.MoveAsync(room, look.LookedSeq, look.NextAt);
            await Task.Delay(rules.Pause, clock, cancellation);
            return count;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Its silo has died, or is of a version that does not know the command.
            LogFailed(e, room.Room);
            await store.MoveAsync(room, room.LookedSeq, clock.GetUtcNow() + AgainAfter);
            return 0;
        }
    }

    [LoggerMessage(2250, LogLevel.Warning, "Old messages of room {Room} could not be deleted: {Code}. It is tried again.")]
    private partial void LogRefused(string room, string code);

    [LoggerMessage(2251, LogLevel.Warning, "Old messages of room {Room} could not be deleted; it is tried again.")]
    private partial void LogFailed(Exception exception, string room);
}
