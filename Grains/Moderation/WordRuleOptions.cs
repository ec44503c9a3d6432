using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Moderation;

/// <summary>Words that are not to be said, and messages that wait for moderators because of them. Section <c>Parley:WordRules</c>.</summary>
public sealed class WordRuleOptions
{
    public const string Section = "Parley:WordRules";

    /// <summary>Rules of one room, and of the whole server.</summary>
    public int MaxRules { get; set; } = 500;

    /// <summary>Messages of one room that may wait for a moderator; beyond it further ones are refused until some are settled.</summary>
    public int MaxHeld { get; set; } = 200;

    /// <summary>How soon every silo follows a change of the server's rules.</summary>
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromSeconds(2);

    internal sealed class Validator : IValidateOptions<WordRuleOptions>
    {
        public ValidateOptionsResult Validate(string? name, WordRuleOptions options) => new SettingFaults(Section)
            .Require(options.MaxRules is >= 0 and <= 5000, nameof(MaxRules), options.MaxRules, "from 0 (none) to 5000")
            .Require(options.MaxHeld is >= 1 and <= 10_000, nameof(MaxHeld), options.MaxHeld, "from 1 to 10000")
            .Require(options.RefreshEvery >= TimeSpan.FromMilliseconds(100) && options.RefreshEvery <= TimeSpan.FromMinutes(5), nameof(RefreshEvery), options.RefreshEvery, "from 00:00:00.1 to 00:05:00")
            .Result;
    }
}
