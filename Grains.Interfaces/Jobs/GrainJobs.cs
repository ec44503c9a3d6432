using System.Collections.Immutable;
using System.Security.Cryptography;
using Parley.Errors;

namespace Parley.Jobs;

/// <summary>The queue for those who are not on a silo.</summary>
public sealed class GrainJobs(IGrainFactory grains) : IJobs
{
    /// <summary>With an id from the start, so that the call may be repeated when nobody knows what came of it.</summary>
    public Task<Outcome<ImmutableArray<JobStatus>>> EnqueueAsync(ImmutableArray<NewJob> jobs) =>
        grains.Jobs().Enqueue([.. jobs.Select(job => job.Id is null ? job with { Id = RandomNumberGenerator.GetHexString(32, lowercase: true) } : job)]);

    public Task<JobStatus?> FindAsync(string id) => grains.Jobs().Find(id);

    public Task<Outcome<JobStatus>> CancelAsync(string id) => grains.Jobs().Cancel(id);
}
