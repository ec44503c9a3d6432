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

    internal sealed class Validator : IValidateOptions<FileStoreOptions>
    {
        public ValidateOptionsResult Validate(string? name, FileStoreOptions options) => new SettingFaults(Section)
            .Require(options.MaxTotalPerUser >= 0, nameof(MaxTotalPerUser), options.MaxTotalPerUser, "0 (no files) or more bytes")
            .Result;
    }
}
