using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Search;

/// <summary>What a search may be like. Section <c>Parley:Search</c>.</summary>
public sealed class SearchFrontendOptions
{
    public const string Section = "Parley:Search";

    /// <summary>Longest question in characters (UTF-16 code units).</summary>
    public int MaxQueryLength { get; set; } = 1000;

    internal sealed class Validator : IValidateOptions<SearchFrontendOptions>
    {
        public ValidateOptionsResult Validate(string? name, SearchFrontendOptions options) => new SettingFaults(Section)
            .Require(options.MaxQueryLength is >= 10 and <= 4000, nameof(MaxQueryLength), options.MaxQueryLength, "from 10 to 4000")
            .Result;
    }
}
