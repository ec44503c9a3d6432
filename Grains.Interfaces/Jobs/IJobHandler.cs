namespace Parley.Jobs;

/// <summary>
/// Does the jobs of one kind. A job may come more than once – its worker died, or was so slow that it was given up – and also while an earlier attempt is still under way:
/// doing it twice must come to the same as once. Registered as a singleton, on silos or on frontends.
/// </summary>
public interface IJobHandler
{
    /// <summary>Which jobs; see <see cref="NewJob.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>How many of this kind one worker does at the same time.</summary>
    int MaxAtOnce => int.MaxValue;

    /// <summary>An attempt that takes longer is stopped, and counts as failed.</summary>
    TimeSpan LongestAttempt => TimeSpan.FromMinutes(10);

    /// <summary>Does it. An exception is a failure after which it is tried again; <see cref="JobResult"/> says everything else.</summary>
    /// <param name="cancellation">Set when the job was taken back, takes too long, or the worker stops: then it is another's.</param>
    Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation);
}

/// <summary>What came of an attempt.</summary>
public sealed record JobResult
{
    private JobResult()
    {
    }

    internal JobState State { get; private init; }

    internal string? Text { get; private init; }

    internal TimeSpan Wait { get; private init; }

    /// <summary>It is done.</summary>
    /// <param name="result">For whoever asks, JSON; at most <see cref="JobOptions.MaxPayloadBytes"/>.</param>
    public static JobResult Done(string? result = null) => new() { State = JobState.Success, Text = result };

    /// <summary>It can never be done: a dead letter, without further attempts.</summary>
    /// <param name="code">Kebab-case; shown to owner and administrators.</param>
    public static JobResult Failed(string code) => new() { State = JobState.Failure, Text = code };

    /// <summary>Its time has not come. Not a failure: it may say so as often as it likes.</summary>
    public static JobResult Later(TimeSpan wait) => new() { State = JobState.Pending, Wait = wait };

    /// <summary>Not now. A failure like an exception, but with a name and, if need be, a time.</summary>
    /// <param name="wait">Null: as <see cref="NewJob.Retry"/> says.</param>
    public static JobResult Again(string code, TimeSpan? wait = null) => new() { State = JobState.Retry, Text = code, Wait = wait ?? TimeSpan.MinValue };
}

/// <summary>One attempt at a job.</summary>
public sealed class JobRun(TakenJob job)
{
    private (long Done, long Total) _progress;
    private volatile bool _isLost;

    public string Id => job.Id;

    /// <summary>What was given to the queue.</summary>
    public string Payload => job.Payload;

    /// <summary>Null: nobody's.</summary>
    public string? Owner => job.Owner;

    /// <summary>From 1.</summary>
    public int Attempt => job.Attempt;

    /// <summary>Whether there is none after it.</summary>
    public bool IsLastAttempt => job.Attempt >= job.Retry.MaxAttempts;

    internal TakenJob Job => job;

    /// <summary>Another has it, or nobody: what comes of it does not count.</summary>
    internal bool IsLost
    {
        get => _isLost;
        set => _isLost = value;
    }

    internal (long Done, long Total) Progress
    {
        get
        {
            lock (job)
            {
                return _progress;
            }
        }
    }

    /// <summary>Says how far it is. Cheap: it is written now and then.</summary>
    /// <param name="total">0: not known.</param>
    public void Report(long done, long total)
    {
        lock (job)
        {
            _progress = (done, total);
        }
    }
}
