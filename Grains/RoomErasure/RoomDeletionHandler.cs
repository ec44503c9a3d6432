using Microsoft.Extensions.Options;
using Parley.Grains.Erasure;
using Parley.Jobs;

namespace Parley.Grains.RoomErasure;

/// <summary>Erases a deleted room, and looks again until nothing is found: something may have been on its way, and bytes of files take their time.</summary>
internal sealed class RoomDeletionHandler(DeletedRooms deleted, RoomEraser eraser, IOptions<ErasureOptions> options) : IJobHandler
{
    /// <summary>The only job for that room.</summary>
    public static NewJob Job(string room) => new(KindOfJob, room) { Key = $"{KindOfJob}-{room}" };

    private const string KindOfJob = "room-deletion";

    public string Kind => KindOfJob;

    public int MaxAtOnce => 2;

    public TimeSpan LongestAttempt => TimeSpan.FromHours(1);

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        if (await deleted.DeletedByAsync(run.Payload) is not { } by)
        {
            return JobResult.Failed(Errors.ErrorCatalog.RoomNotFound);
        }

        if (await eraser.EraseAsync(run.Payload, by, run.Report, cancellation) > 0)
        {
            return JobResult.Later(options.Value.SecondLook);
        }

        await deleted.DoneAsync(run.Payload);
        return JobResult.Done();
    }
}
