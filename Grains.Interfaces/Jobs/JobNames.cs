namespace Parley.Jobs;

/// <summary>States and priorities as they are called in tables, on the wire and on the command line.</summary>
public static class JobNames
{
    /// <summary>All states, for sentences.</summary>
    public const string States = "pending, started, retry, success, failure or cancelled";

    public static string Of(JobState state) => state switch
    {
        JobState.Pending => "pending",
        JobState.Started => "started",
        JobState.Retry => "retry",
        JobState.Success => "success",
        JobState.Failure => "failure",
        _ => "cancelled",
    };

    public static string Of(JobPriority priority) => priority switch { JobPriority.High => "high", JobPriority.Low => "low", _ => "normal" };

    /// <summary>Null: there is no such state.</summary>
    public static JobState? State(string? name) => name switch
    {
        "pending" => JobState.Pending,
        "started" => JobState.Started,
        "retry" => JobState.Retry,
        "success" => JobState.Success,
        "failure" => JobState.Failure,
        "cancelled" => JobState.Cancelled,
        _ => null,
    };
}
