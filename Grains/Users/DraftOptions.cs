using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Users;

/// <summary>Drafts that are kept for users. Section <c>Parley:Drafts</c>.</summary>
public sealed class DraftOptions
{
    public const string Section = "Parley:Drafts";

    /// <summary>Rooms in which one user may have a draft.</summary>
    public int MaxDrafts { get; set; } = 200;

    /// <summary>Characters of all drafts of one user together. One draft has at most the length of a message.</summary>
    public int MaxCharacters { get; set; } = 200_000;

    internal sealed class Validator : IValidateOptions<DraftOptions>
    {
        public ValidateOptionsResult Validate(string? name, DraftOptions options) => new SettingFaults(Section)
            .Require(options.MaxDrafts is >= 1 and <= 10_000, nameof(MaxDrafts), options.MaxDrafts, "from 1 to 10000")
            .Require(options.MaxCharacters is >= 1000 and <= 10_000_000, nameof(MaxCharacters), options.MaxCharacters, "from 1000 to 10000000")
            .Result;
    }
}
