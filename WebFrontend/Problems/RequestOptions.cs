using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Problems;

/// <summary>What a request may be like. Section <c>Parley:Requests</c>.</summary>
public sealed class RequestOptions
{
    public const string Section = "Parley:Requests";

    /// <summary>Largest body in bytes. 0: unlimited.</summary>
    public long MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>Deepest nesting of JSON.</summary>
    public int MaxJsonDepth { get; set; } = 16;

    /// <summary>How long the head of a request may take to arrive.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most headers of a request.</summary>
    public int MaxHeaders { get; set; } = 64;

    /// <summary>Largest head of a request in bytes, all headers together. The first line may be half as long.</summary>
    public int MaxHeaderSize { get; set; } = 16 * 1024;

    /// <summary>Bytes a second that a body must bring at least, after five seconds. 0: it may take for ever.</summary>
    public int MinBodyRate { get; set; } = 240;

    internal sealed class Validator : IValidateOptions<RequestOptions>
    {
        public ValidateOptionsResult Validate(string? name, RequestOptions options) => new SettingFaults(Section)
            .Require(options.MaxBodySize >= 0, nameof(MaxBodySize), options.MaxBodySize, "0 (unlimited) or a number of bytes")
            .Require(options.MaxJsonDepth is >= 4 and <= 64, nameof(MaxJsonDepth), options.MaxJsonDepth, "from 4 to 64")
            .Require(options.HeaderTimeout >= TimeSpan.FromSeconds(1), nameof(HeaderTimeout), options.HeaderTimeout, "at least a second")
            .Require(options.MaxHeaders is >= 16 and <= 1000, nameof(MaxHeaders), options.MaxHeaders, "from 16 to 1000")
            .Require(options.MaxHeaderSize is >= 4096 and <= 1024 * 1024, nameof(MaxHeaderSize), options.MaxHeaderSize, "from 4096 to 1048576")
            .Require(options.MinBodyRate >= 0, nameof(MinBodyRate), options.MinBodyRate, "0 or more")
            .Result;
    }
}
