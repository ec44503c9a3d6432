namespace Parley.Jobs;

/// <summary>Work to be done later, or by somebody else: what is in the queue is done at least once, whatever dies meanwhile.</summary>
/// <param name="Kind">Says which <see cref="IJobHandler"/> does it; 1–32 of <c>a-z 0-9 -</c>.</param>
/// <param name="Payload">What the handler needs to know, JSON as a rule. Kept sealed. Its length is bounded by <see cref="JobOptions.MaxPayloadBytes"/>.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.new")]
public sealed record NewJob([Id(0)] string Kind, [Id(1)] string Payload)
{
    /// <summary>1–64 of <c>A-Z a-z 0-9 - _</c>; null: made here. With an id of one's own it is harmless to enqueue again: while the job is kept, the answer is how it is.</summary>
    [Id(0)] public string? Id { get; init; }

    /// <summary>While a job with the same key has not ended there is no second one: that one is the answer. At most 128 ASCII characters; null: as many as one likes.</summary>
    [Id(1)] public string? Key { get; init; }

    /// <summary>Id of the user who may look at it and cancel it; null: administrators alone.</summary>
    [Id(2)] public string? Owner { get; init; }

    /// <summary>Not before this much time has passed. Zero: at once.</summary>
    [Id(3)] public TimeSpan Delay { get; init; }

    /// <summary>Not before this time, in the place of <see cref="Delay"/>.</summary>
    [Id(4)] public DateTimeOffset? At { get; init; }

    [Id(5)] public JobPriority Priority { get; init; }

    /// <summary>Null: <see cref="JobRetry.Default"/>.</summary>
    [Id(6)] public JobRetry? Retry { get; init; }

    /// <summary>Without the payload.</summary>
    public override string ToString() => $"NewJob({Kind})";
}

/// <summary>Which job of those that are due comes first. A lower one waits as long as there is a higher one.</summary>
public enum JobPriority
{
    Normal,

    /// <summary>Somebody waits for it.</summary>
    High,

    /// <summary>It may take its time.</summary>
    Low,
}

/// <summary>How often a job is tried, and how long it waits in between: twice as long after each failure.</summary>
/// <param name="MaxAttempts">With the first; 1–100. After the last one the job is a dead letter, until somebody requeues it.</param>
/// <param name="FirstWait">After the first failure. The wait is shortened at random by up to a half, so that what failed together does not come back together.</param>
/// <param name="LongestWait">No wait is longer.</param>
[GenerateSerializer, Immutable, Alias("parley.jobs.retry")]
public sealed record JobRetry([Id(0)] int MaxAttempts, [Id(1)] TimeSpan FirstWait, [Id(2)] TimeSpan LongestWait)
{
    /// <summary>Ten attempts within some twenty minutes.</summary>
    public static JobRetry Default { get; } = new(10, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10));

    /// <param name="attempt">The one that failed; from 1.</param>
    /// <param name="chance">From 0 (half of the wait) to 1 (all of it).</param>
    public TimeSpan WaitAfter(int attempt, double chance)
    {
        var whole = Math.Min(LongestWait.TotalMilliseconds, FirstWait.TotalMilliseconds * Math.Pow(2, Math.Clamp(attempt - 1, 0, 40)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (Math.Clamp(chance, 0, 1) / 2)));
    }
}
