using System.Collections.Immutable;

namespace Parley.Jobs;

/// <summary>Where a worker has its jobs from.</summary>
public interface IJobSource
{
    /// <summary>Gives a worker jobs that are due, each for the length of a lease: what it does not renew is another's then.</summary>
    Task<TakenJobs> TakeAsync(TakeJobs command);

    /// <summary>Lengthens leases, and writes how far the jobs are.</summary>
    /// <returns>Ids of those that are not the worker's any more: taken back, or given to another.</returns>
    Task<ImmutableArray<string>> RenewAsync(ImmutableArray<JobRenewal> renewals);

    /// <summary>Writes what came of an attempt.</summary>
    /// <returns>False: the job was not the worker's any more, and nothing was written.</returns>
    Task<bool> SettleAsync(JobSettlement settlement);

    /// <summary>Until something may be due, or the time has passed.</summary>
    Task WaitAsync(TimeSpan longest, CancellationToken cancellation);

    /// <summary>There may be something to do.</summary>
    void Wake();
}

/// <param name="Worker">Name for administrators.</param>
/// <param name="Rooms">Kinds that it does, and how many more of each.</param>
/// <param name="Limit">Of all kinds together.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.take")]
public sealed record TakeJobs([Id(0)] string Worker, [Id(1)] ImmutableArray<JobRoom> Rooms, [Id(2)] int Limit);

/// <param name="Free">From 1.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.room")]
public sealed record JobRoom([Id(0)] string Kind, [Id(1)] int Free);

/// <param name="Next">After how long something will be due that is not yet; null: nothing is known of.</param>
/// <param name="Lease">How long the jobs are the worker's.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.taken-all")]
public sealed record TakenJobs([Id(0)] ImmutableArray<TakenJob> Jobs, [Id(1)] TimeSpan? Next, [Id(2)] TimeSpan Lease);

/// <param name="Fence">Grows each time that the job is given to somebody: with an older one nothing can be written.</param>
/// <param name="Attempt">With this one.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.taken")]
public sealed record TakenJob(
    [Id(0)] string Id, [Id(1)] string Kind, [Id(2)] string Payload, [Id(3)] string? Owner, [Id(4)] long Fence, [Id(5)] int Attempt, [Id(6)] JobRetry Retry)
{
    /// <summary>Without the payload.</summary>
    public override string ToString() => $"TakenJob({Id}, {Kind}, {Attempt})";
}

[GenerateSerializer, Immutable, Alias("parley.jobs.renewal")]
public sealed record JobRenewal([Id(0)] string Id, [Id(1)] long Fence, [Id(2)] long Done, [Id(3)] long Total);

/// <param name="State">Any but <see cref="JobState.Started"/>.</param>
/// <param name="Wait">Until the next attempt; of <see cref="JobState.Pending"/> and <see cref="JobState.Retry"/>.</param>
/// <param name="Attempts">That count from now on.</param>
/// <param name="Text">The result of a success, the error of everything else.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.settlement")]
public sealed record JobSettlement(
    [Id(0)] string Id, [Id(1)] long Fence, [Id(2)] JobState State, [Id(3)] TimeSpan Wait, [Id(4)] int Attempts, [Id(5)] string? Text, [Id(6)] long Done, [Id(7)] long Total)
{
    /// <summary>Without the result.</summary>
    public override string ToString() => $"JobSettlement({Id}, {State})";
}
