using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Previews;

/// <summary>Previews of links. What may be called at all: <c>Parley:Outbound</c>. Section <c>Parley:Previews</c>.</summary>
public sealed class PreviewOptions
{
    public const string Section = "Parley:Previews";

    /// <summary>Whether the server reads pages that messages link to. Whoever keeps such a page learns that the server exists, and when it was linked to; not by whom.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Also of links in private rooms and direct conversations.</summary>
    public bool PrivateRooms { get; set; } = true;

    /// <summary>Hosts whose pages are read, with all names below them, e.g. <c>example.org</c>; none: all.</summary>
    [SettingExample("example.org")]
    public string[] AllowHosts { get; set; } = [];

    /// <summary>Hosts whose pages are not read, with all names below them.</summary>
    [SettingExample("example.com")]
    public string[] DenyHosts { get; set; } = [];

    /// <summary>Previews of one message: of its first links.</summary>
    public int MaxPerMessage { get; set; } = 3;

    /// <summary>So much of a page is read, in bytes after decompression; what comes behind is not waited for.</summary>
    public int MaxPageBytes { get; set; } = 512 * 1024;

    /// <summary>Largest image in bytes; 0: previews have no images.</summary>
    public int MaxImageBytes { get; set; } = 1024 * 1024;

    /// <summary>Most pixels of an image.</summary>
    public long MaxImagePixels { get; set; } = 16_000_000;

    /// <summary>How long a page that was read is not read again.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a page that could not be read is not tried again.</summary>
    public TimeSpan KeepFailuresFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What one silo keeps of pages, in bytes.</summary>
    public long MaxKeptBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Messages whose links one silo looks at at the same time.</summary>
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>Messages that wait for that in one silo; those beyond get no previews.</summary>
    public int MaxWaiting { get; set; } = 1000;

    /// <summary>Whether pages of a host may be read.</summary>
    internal bool Takes(string host) => (AllowHosts.Length == 0 || AllowHosts.Any(one => IsOf(host, one))) && !DenyHosts.Any(one => IsOf(host, one));

    private static bool IsOf(string host, string name)
    {
        var bare = host.TrimEnd('.');
        return bare.Equals(name, StringComparison.OrdinalIgnoreCase)
            || (bare.Length > name.Length && bare[^(name.Length + 1)] == '.' && bare.EndsWith(name, StringComparison.OrdinalIgnoreCase));
    }

    internal sealed class Validator : IValidateOptions<PreviewOptions>
    {
        public ValidateOptionsResult Validate(string? name, PreviewOptions options) => new SettingFaults(Section)
            .Require(options.AllowHosts.All(IsHost), nameof(AllowHosts), string.Join(", ", options.AllowHosts), "names of hosts such as example.org")
            .Require(options.DenyHosts.All(IsHost), nameof(DenyHosts), string.Join(", ", options.DenyHosts), "names of hosts such as example.org")
            .Require(options.MaxPerMessage is >= 1 and <= 10, nameof(MaxPerMessage), options.MaxPerMessage, "from 1 to 10")
            .Require(options.MaxPageBytes is >= 1024 and <= 8 * 1024 * 1024, nameof(MaxPageBytes), options.MaxPageBytes, "from 1024 to 8388608")
            .Require(options.MaxImageBytes is >= 0 and <= 8 * 1024 * 1024, nameof(MaxImageBytes), options.MaxImageBytes, "from 0 (no images) to 8388608")
            .Require(options.MaxImagePixels >= 1, nameof(MaxImagePixels), options.MaxImagePixels, "at least 1")
            .Require(options.KeepFor >= TimeSpan.FromSeconds(1) && options.KeepFor <= TimeSpan.FromDays(30), nameof(KeepFor), options.KeepFor, "from 00:00:01 to 30.00:00:00")
            .Require(options.KeepFailuresFor >= TimeSpan.FromSeconds(1) && options.KeepFailuresFor <= TimeSpan.FromDays(30), nameof(KeepFailuresFor), options.KeepFailuresFor, "from 00:00:01 to 30.00:00:00")
            .Require(options.MaxKeptBytes >= 1024 * 1024, nameof(MaxKeptBytes), options.MaxKeptBytes, "at least 1048576")
            .Require(options.MaxConcurrent is >= 1 and <= 100, nameof(MaxConcurrent), options.MaxConcurrent, "from 1 to 100")
            .Require(options.MaxWaiting is >= 1 and <= 100_000, nameof(MaxWaiting), options.MaxWaiting, "from 1 to 100000")
            .Result;

        private static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown && !host.StartsWith('.');
    }
}
