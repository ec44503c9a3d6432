using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Jobs;

/// <summary>The queue of work that outlives whoever asks for it. On silos and on frontends.</summary>
public interface IJobs
{
    /// <summary>Takes jobs in, all or none: once it has answered they are on disk. Refused: <c>too-many-jobs</c>, <c>too-large</c>, <c>busy</c> if the queue is full.</summary>
    /// <returns>Each as it is now; one that was there already may have ended long ago.</returns>
    Task<Outcome<ImmutableArray<JobStatus>>> EnqueueAsync(ImmutableArray<NewJob> jobs);

    /// <summary>Null: there is none, or it has ended so long ago that it is forgotten.</summary>
    Task<JobStatus?> FindAsync(string id);

    /// <summary>Takes a job back. One that is being done is told to stop, some seconds later; what it has done stays. Refused: <c>job-not-found</c>, <c>job-ended</c>.</summary>
    Task<Outcome<JobStatus>> CancelAsync(string id);
}

/// <summary>Short ways to it.</summary>
public static class JobsExtensions
{
    /// <summary>Takes one job in.</summary>
    public static async Task<Outcome<JobStatus>> EnqueueAsync(this IJobs jobs, NewJob job)
    {
        var taken = await jobs.EnqueueAsync([job]);
        return taken.IsError ? taken.Error : taken.Value[0];
    }
}
