using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Jobs;

namespace Parley.WebFrontend.Jobs;

/// <summary>A job on the wire.</summary>
/// <param name="State"><c>pending</c>, <c>started</c>, <c>retry</c>, <c>success</c>, <c>failure</c> or <c>cancelled</c>.</param>
/// <param name="Progress">Null: nothing is known of it.</param>
public sealed record JobJson(string Id, string Kind, string State, string Priority, JobProgressJson? Progress, int Attempts, int MaxAttempts, DateTimeOffset CreatedAt)
{
    /// <summary>When it may be begun; missing: it has been, or has ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? DueAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? StartedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What the job has to tell; missing: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public JsonElement? Result { get; init; }

    /// <summary>Of the last failure.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Failure { get; init; }

    /// <summary>User id; for administrators.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Owner { get; init; }

    /// <summary>Who is at it; for administrators.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Worker { get; init; }

    /// <summary>Without the result.</summary>
    public override string ToString() => $"JobJson({Id}, {State})";

    public static JobJson Of(JobStatus job) => new(
        job.Id, job.Kind, JobNames.Of(job.State), JobNames.Of(job.Priority), job.Total > 0 ? new JobProgressJson(job.Done, job.Total) : null,
        job.Attempts, job.MaxAttempts, job.CreatedAt)
    {
        DueAt = job.DueAt, StartedAt = job.StartedAt, EndedAt = job.EndedAt, Failure = job.Error,
        Result = job.Result is null ? null : JsonSerializer.Deserialize<JsonElement>(job.Result),
    };

    public static JobJson ForAdministrators(JobStatus job) => Of(job) with { Owner = job.Owner, Worker = job.Worker, Result = null };
}

/// <summary>How far a job is, in units of its own.</summary>
public sealed record JobProgressJson(long Done, long Total);

/// <summary>The jobs of one kind.</summary>
/// <param name="OldestDueAt">Since when the one that waits longest could have been begun; null: none is late.</param>
public sealed record JobQueueJson(string Kind, long Waiting, long Running, long Succeeded, long Failed, long Cancelled, DateTimeOffset? OldestDueAt)
{
    public static JobQueueJson Of(JobQueue queue) => new(queue.Kind, queue.Waiting, queue.Running, queue.Succeeded, queue.Failed, queue.Cancelled, queue.OldestDueAt);
}

public sealed record JobListJson(IReadOnlyList<JobJson> Jobs);

public sealed record JobQueuesJson(IReadOnlyList<JobQueueJson> Queues);
