using Parley.Jobs;

namespace Parley.Export;

/// <summary>Jobs about exports. Frontends do them: they have the store of files.</summary>
public static class ExportJobs
{
    /// <summary>Puts together all that is kept of its owner, as a file.</summary>
    public const string Kind = "export";

    /// <summary>Throws such a file away. Payload: its id.</summary>
    public const string EndKind = "export-end";

    /// <summary>One at a time of each user.</summary>
    public static NewJob Of(string user) => new(Kind, "") { Owner = user, Key = $"export-{user}", Priority = JobPriority.Low };

    /// <summary>The end of what a job has made. Enqueued twice it is one.</summary>
    /// <param name="reason">Those for another reason are other jobs; lower-case letters.</param>
    public static NewJob EndOf(string job, string reason, DateTimeOffset? at = null) => new(EndKind, FileOf(job)) { Id = $"{reason}-{job}", At = at, Priority = JobPriority.Low };

    /// <summary>Id of the file that a job makes: of the form that files of messages have, and of no message.</summary>
    public static string FileOf(string job) => "f" + job;

    /// <summary>Id of the job that would have made a file.</summary>
    public static string JobOf(string file) => file[1..];
}
