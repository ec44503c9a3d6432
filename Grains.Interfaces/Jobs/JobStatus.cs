using System.Collections.Immutable;

namespace Parley.Jobs;

/// <summary>How far a job is.</summary>
public enum JobState
{
    /// <summary>It waits for its time, or for a worker.</summary>
    Pending,

    /// <summary>A worker is at it.</summary>
    Started,

    /// <summary>It has failed, and waits for its next attempt.</summary>
    Retry,

    /// <summary>Done.</summary>
    Success,

    /// <summary>Given up: a dead letter.</summary>
    Failure,

    /// <summary>Taken back.</summary>
    Cancelled,
}

/// <summary>A job as it is now, without its payload.</summary>
/// <param name="Attempts">Begun so far, since it was enqueued or requeued.</param>
/// <param name="Done">What is done of <paramref name="Total"/>.</param>
/// <param name="Total">In the handler's own units; 0: not known.</param>
/// <param name="DueAt">When it may be begun; null: it has been begun, or has ended.</param>
/// <param name="Result">What the handler has to tell, JSON; null: nothing, or nothing yet.</param>
/// <param name="Error">Of the last failure: a code, or the name of what went wrong.</param>
/// <param name="Worker">Who is at it.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.status")]
public sealed record JobStatus(
    [Id(0)] string Id, [Id(1)] string Kind, [Id(2)] JobState State, [Id(3)] JobPriority Priority, [Id(4)] string? Owner, [Id(5)] int Attempts, [Id(6)] int MaxAttempts,
    [Id(7)] long Done, [Id(8)] long Total, [Id(9)] DateTimeOffset CreatedAt, [Id(10)] DateTimeOffset? DueAt, [Id(11)] DateTimeOffset? StartedAt, [Id(12)] DateTimeOffset? EndedAt,
    [Id(13)] string? Result, [Id(14)] string? Error, [Id(15)] string? Worker)
{
    /// <summary>Whether nothing happens to it any more by itself.</summary>
    public bool HasEnded => State is JobState.Success or JobState.Failure or JobState.Cancelled;

    /// <summary>Without the result.</summary>
    public override string ToString() => $"JobStatus({Id}, {Kind}, {State})";
}

/// <summary>Which jobs to list: the newest first.</summary>
/// <param name="State">Null: all.</param>
/// <param name="Kind">Null: all.</param>
/// <param name="Owner">Null: of all.</param>
/// <param name="Before">Id of the last job of the page before; null: from the newest on.</param>
/// <param name="Limit">1–200; more is reduced.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.query")]
public sealed record JobQuery([Id(0)] JobState? State, [Id(1)] string? Kind, [Id(2)] string? Owner, [Id(3)] string? Before, [Id(4)] int Limit);

/// <summary>The jobs of one kind.</summary>
/// <param name="Waiting">Pending or to be tried again, due or not.</param>
/// <param name="OldestDueAt">Since when the one that waits longest could have been begun; null: none is late.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.queue")]
public sealed record JobQueue(
    [Id(0)] string Kind, [Id(1)] long Waiting, [Id(2)] long Running, [Id(3)] long Succeeded, [Id(4)] long Failed, [Id(5)] long Cancelled, [Id(6)] DateTimeOffset? OldestDueAt);
