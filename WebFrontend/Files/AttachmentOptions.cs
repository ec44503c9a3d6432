using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Files;

/// <summary>Files of messages. Section <c>Parley:Files</c>.</summary>
public sealed class AttachmentOptions
{
    public const string Section = "Parley:Files";

    /// <summary>Largest file in bytes. 0: no files are taken.</summary>
    public long MaxSize { get; set; } = 50 * 1024 * 1024;

    /// <summary>Files of one message.</summary>
    public int MaxPerMessage { get; set; } = 10;

    /// <summary>Media types that are taken, by content: e.g. <c>image/*, video/mp4, text/plain</c>. What nobody knows is <c>application/octet-stream</c>.</summary>
    public string Types { get; set; } = "*/*";

    /// <summary>Most pixels of an image: a small file can be a large image, which costs who looks at it.</summary>
    public long MaxPixels { get; set; } = 50_000_000;

    /// <summary>Largest thumbnail in bytes.</summary>
    public int MaxThumbnailSize { get; set; } = 256 * 1024;

    /// <summary>After this time an upload that is in no message is erased.</summary>
    public TimeSpan UnusedLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often files of deleted messages are erased. They cannot be read from the deletion on.</summary>
    public TimeSpan EraseEvery { get; set; } = TimeSpan.FromSeconds(10);

    internal bool Takes(string type) => Types.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(one => one == "*/*" || one == type || (one.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(one[..^1], StringComparison.Ordinal)));

    internal sealed class Validator : IValidateOptions<AttachmentOptions>
    {
        public ValidateOptionsResult Validate(string? name, AttachmentOptions options) => new SettingFaults(Section)
            .Require(options.MaxSize >= 0, nameof(MaxSize), options.MaxSize, "0 (no files) or more bytes")
            .Require(options.MaxPerMessage is >= 1 and <= 100, nameof(MaxPerMessage), options.MaxPerMessage, "from 1 to 100")
            .Require(options.Types.Split(',').All(one => one.Trim().Split('/') is [{ Length: > 0 }, { Length: > 0 }]), nameof(Types), options.Types, "media types with commas between them, like image/*, text/plain")
            .Require(options.MaxPixels >= 1, nameof(MaxPixels), options.MaxPixels, "at least 1")
            .Require(options.MaxThumbnailSize is >= 0 and <= 1024 * 1024, nameof(MaxThumbnailSize), options.MaxThumbnailSize, "from 0 (none) to 1048576")
            .Require(options.UnusedLifetime >= TimeSpan.FromMinutes(1), nameof(UnusedLifetime), options.UnusedLifetime, "at least 00:01:00")
            .Require(options.EraseEvery >= TimeSpan.FromSeconds(1), nameof(EraseEvery), options.EraseEvery, "at least 00:00:01")
            .Result;
    }
}
