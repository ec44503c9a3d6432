using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Jobs;

/// <summary>The queue of jobs, and those who work on it. Section <c>Parley:Jobs</c>.</summary>
public sealed class JobOptions
{
    public const string Section = "Parley:Jobs";

    /// <summary>How many jobs one silo, or one frontend, does at the same time, of all kinds together.</summary>
    public int MaxRunning { get; set; } = 16;

    /// <summary>How long a job belongs to a worker that says nothing any more: so late is what a killed silo had begun.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker that has nothing to do looks for jobs that others have taken in. Those of its own silo it begins at once.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most jobs that may wait; while there are more, none is taken in.</summary>
    public int MaxWaiting { get; set; } = 100_000;

    /// <summary>Most jobs that one user may have waiting or being done.</summary>
    public int MaxPerUser { get; set; } = 20;

    /// <summary>Longest payload, and longest result, as UTF-8.</summary>
    public int MaxPayloadBytes { get; set; } = 256 * 1024;

    /// <summary>How long a job of a user can still be asked about after it has ended, with its result.</summary>
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The same for jobs of the server itself that have succeeded or were taken back.</summary>
    public TimeSpan KeepEndedOfServer { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a dead letter can be requeued.</summary>
    public TimeSpan KeepFailed { get; set; } = TimeSpan.FromDays(30);

    public sealed class Validator : IValidateOptions<JobOptions>
    {
        public ValidateOptionsResult Validate(string? name, JobOptions options) => new SettingFaults(Section)
            .Require(options.MaxRunning is >= 1 and <= 1_000, nameof(MaxRunning), options.MaxRunning, "from 1 to 1000")
            .Require(options.Lease >= TimeSpan.FromSeconds(1) && options.Lease <= TimeSpan.FromHours(1), nameof(Lease), options.Lease, "from 00:00:01 to 01:00:00")
            .Require(options.LookEvery >= TimeSpan.FromMilliseconds(100) && options.LookEvery <= TimeSpan.FromMinutes(10), nameof(LookEvery), options.LookEvery, "from 00:00:00.1 to 00:10:00")
            .Require(options.MaxWaiting is >= 1 and <= 10_000_000, nameof(MaxWaiting), options.MaxWaiting, "from 1 to 10000000")
            .Require(options.MaxPerUser is >= 1 and <= 10_000, nameof(MaxPerUser), options.MaxPerUser, "from 1 to 10000")
            .Require(options.MaxPayloadBytes is >= 1_024 and <= 8 * 1024 * 1024, nameof(MaxPayloadBytes), options.MaxPayloadBytes, "from 1024 to 8388608")
            .Require(options.KeepEnded >= TimeSpan.FromMinutes(1) && options.KeepEnded <= TimeSpan.FromDays(365), nameof(KeepEnded), options.KeepEnded, "from 00:01:00 to 365.00:00:00")
            .Require(options.KeepEndedOfServer >= TimeSpan.Zero && options.KeepEndedOfServer <= TimeSpan.FromDays(365), nameof(KeepEndedOfServer), options.KeepEndedOfServer, "from 00:00:00 to 365.00:00:00")
            .Require(options.KeepFailed >= TimeSpan.FromMinutes(1) && options.KeepFailed <= TimeSpan.FromDays(365), nameof(KeepFailed), options.KeepFailed, "from 00:01:00 to 365.00:00:00")
            .Result;
    }
}
