using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains;

/// <summary>How this installation runs. Section <c>Parley</c>.</summary>
public sealed class ParleyOptions
{
    public const string Section = "Parley";

    /// <summary><c>Embedded</c>: everything in one process on SQLite. <c>Cluster</c>: silos and frontends as processes of their own, on MariaDB or MySQL and Redis.</summary>
    public string Mode { get; set; } = "Embedded";

    /// <summary>
    /// Folder of the embedded databases. Null: <c>data</c> beside Orleans.sln when run from the source tree, else <c>data</c>
    /// under the working directory.
    /// </summary>
    [SettingExample("/var/lib/parley")]
    public string? DataPath { get; set; }

    /// <summary>Address at which people reach the server, e.g. <c>https://chat.example.org</c>: for links in e-mail. Not set: messages have codes alone.</summary>
    [SettingExample("https://chat.example.org")]
    public string? PublicUrl { get; set; }

    internal sealed class Validator : IValidateOptions<ParleyOptions>
    {
        public ValidateOptionsResult Validate(string? name, ParleyOptions options) => new SettingFaults(Section)
            .Require(options.PublicUrl is null || (Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") && url.Query.Length == 0 && url.Fragment.Length == 0),
                nameof(PublicUrl), options.PublicUrl, "an address that begins with https:// or http://, without query")
            .Result;
    }
}
