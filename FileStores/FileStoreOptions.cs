using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.FileStores;

/// <summary>Where files lie, and how much. Section <c>Parley:Files</c>.</summary>
public sealed class FileStoreOptions
{
    public const string Section = "Parley:Files";

    /// <summary>Folder of the files. Null: <c>files</c> in the data folder; in cluster mode no files are taken then, unless there is a bucket (<c>S3</c>). There it must be one that all frontends and silos share.</summary>
    [SettingExample("/srv/parley/files")]
    public string? Path { get; set; }

    /// <summary>Bytes that the files of one user may have together, images of link previews included. A file that is larger is never taken.</summary>
    public long MaxTotalPerUser { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How often files that nobody knows are looked for: of a database that was restored to an earlier moment, of an import that was given up, of a process that was killed. 0: never.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a file must not have been written to, and how long it must have been known to be nobody's, before a sweep erases it.</summary>
    public TimeSpan SweepGrace { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Largest share of the files that may be nobody's, from 0 to 1: of more a sweep erases none, because the database may be the wrong one.</summary>
    public double SweepAtMost { get; set; } = 0.5;

    internal sealed class Validator : IValidateOptions<FileStoreOptions>
    {
        public ValidateOptionsResult Validate(string? name, FileStoreOptions options) => new SettingFaults(Section)
            .Require(options.MaxTotalPerUser >= 0, nameof(MaxTotalPerUser), options.MaxTotalPerUser, "0 (no files) or more bytes")
            .Require(options.SweepEvery == TimeSpan.Zero || (options.SweepEvery >= TimeSpan.FromMinutes(10) && options.SweepEvery <= TimeSpan.FromDays(30)), nameof(SweepEvery), options.SweepEvery, "00:00:00 (never), or from 00:10:00 to 30.00:00:00")
            .Require(options.SweepGrace >= TimeSpan.FromHours(1) && options.SweepGrace <= TimeSpan.FromDays(365), nameof(SweepGrace), options.SweepGrace, "from 01:00:00 to 365.00:00:00")
            .Require(options.SweepAtMost is >= 0 and <= 1, nameof(SweepAtMost), options.SweepAtMost, "from 0 (none) to 1")
            .Result;
    }
}
