using Parley.Grains.Storage;
using Parley.Jobs;

namespace Parley.Grains.Jobs;

/// <summary>A row of the table <c>jobs</c>, as far as it was asked for.</summary>
internal sealed class JobRow
{
    /// <summary>All but the payload.</summary>
    public const string Columns =
        "id AS Id, kind AS Kind, owner AS Owner, priority AS Priority, state AS State, due_at_ms AS DueAt, fence AS Fence, attempts AS Attempts, max_attempts AS MaxAttempts, " +
        "first_wait_ms AS FirstWait, longest_wait_ms AS LongestWait, done AS Done, total AS Total, worker AS Worker, result AS Result, error AS Error, " +
        "created_at_ms AS CreatedAt, started_at_ms AS StartedAt, ended_at_ms AS EndedAt";

    public string Id { get; set; } = "";
    public string Kind { get; set; } = "";
    public string? OpenKey { get; set; }
    public string? Owner { get; set; }
    public long Priority { get; set; }
    public string State { get; set; } = "";
    public long? DueAt { get; set; }
    public long Fence { get; set; }
    public long Attempts { get; set; }
    public long MaxAttempts { get; set; }
    public long FirstWait { get; set; }
    public long LongestWait { get; set; }
    public byte[] Payload { get; set; } = [];
    public long Done { get; set; }
    public long Total { get; set; }
    public string? Worker { get; set; }
    public byte[]? Result { get; set; }
    public string? Error { get; set; }
    public long CreatedAt { get; set; }
    public long? StartedAt { get; set; }
    public long? EndedAt { get; set; }

    public bool HasEnded => EndedAt is not null;

    public JobStatus View(Sealing sealing)
    {
        var state = JobNames.State(State)!.Value;
        return new JobStatus(
            Id, Kind, state, JobRanks.Priority(Priority), Owner, (int)Attempts, (int)MaxAttempts, Done, Total, Time(CreatedAt),
            state is JobState.Pending or JobState.Retry ? Time(DueAt) : null, Time(StartedAt), Time(EndedAt),
            Result is null ? null : sealing.Open(Place(Id), Result), Error, Worker);
    }

    /// <param name="attempt">With the one that begins.</param>
    public TakenJob Take(Sealing sealing, long fence, int attempt) => new(
        Id, Kind, sealing.Open(Place(Id), Payload), Owner, fence, attempt,
        new JobRetry((int)MaxAttempts, TimeSpan.FromMilliseconds(FirstWait), TimeSpan.FromMilliseconds(LongestWait)));

    /// <summary>What is sealed belongs to its job.</summary>
    public static string Place(string id) => $"job-{id}";

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } value ? Time(value) : null;
}
