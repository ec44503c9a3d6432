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

    internal sealed class Validator : IValidateOptions<RequestOptions>
    {
        public ValidateOptionsResult Validate(string? name, RequestOptions options) => new SettingFaults(Section)
            .Require(options.MaxBodySize >= 0, nameof(MaxBodySize), options.MaxBodySize, "0 (unlimited) or a number of bytes")
            .Require(options.MaxJsonDepth is >= 4 and <= 64, nameof(MaxJsonDepth), options.MaxJsonDepth, "from 4 to 64")
            .Result;
    }
}
