using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Jobs;

/// <summary>The queue of jobs for those who are not on a silo: frontends and the admin command line. Key: 0.</summary>
[Alias("parley.jobs"), GrainInterfaceType("jobs")]
public interface IJobsGrain : IGrainWithIntegerKey
{
    /// <inheritdoc cref="IJobs.EnqueueAsync"/>
    /// <remarks>Jobs need an id of their own here: who gets no answer asks again.</remarks>
    [Alias("enqueue"), Repeatable] Task<Outcome<ImmutableArray<JobStatus>>> Enqueue(ImmutableArray<NewJob> jobs);

    /// <inheritdoc cref="IJobs.FindAsync"/>
    [Alias("find"), Repeatable] Task<JobStatus?> Find(string id);

    /// <inheritdoc cref="IJobs.CancelAsync"/>
    [Alias("cancel")] Task<Outcome<JobStatus>> Cancel(string id);

    /// <summary>Has a dead letter tried again, with all its attempts. Refused: <c>job-not-found</c>, <c>job-not-failed</c>.</summary>
    [Alias("requeue")] Task<Outcome<JobStatus>> Requeue(string id);

    /// <summary>Jobs, the newest first.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<JobStatus>> List(JobQuery query);

    /// <summary>How many there are of each kind.</summary>
    [Alias("queues"), Repeatable] Task<ImmutableArray<JobQueue>> Queues();

    /// <inheritdoc cref="IJobSource.TakeAsync"/>
    [Alias("take")] Task<TakenJobs> Take(TakeJobs command);

    /// <inheritdoc cref="IJobSource.RenewAsync"/>
    [Alias("renew"), Repeatable] Task<ImmutableArray<string>> Renew(ImmutableArray<JobRenewal> renewals);

    /// <inheritdoc cref="IJobSource.SettleAsync"/>
    [Alias("settle")] Task<bool> Settle(JobSettlement settlement);
}
