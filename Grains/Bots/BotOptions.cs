using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Bots;

/// <summary>Bots that users make. Section <c>Parley:Bots</c>.</summary>
public sealed class BotOptions
{
    public const string Section = "Parley:Bots";

    /// <summary>Bots that one user may have. 0: none.</summary>
    public int MaxPerOwner { get; set; } = 20;

    /// <summary>Tokens that count at a time, of one bot.</summary>
    public int MaxTokens { get; set; } = 20;

    /// <summary>Rooms that one token may be kept to.</summary>
    public int MaxTokenRooms { get; set; } = 50;

    /// <summary>How long a token counts if nobody says.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The longest that may be asked for.</summary>
    public TimeSpan MaxTokenLifetime { get; set; } = TimeSpan.FromDays(366);

    /// <summary>What the server's own bots were asked and could not answer, because a silo died, they answer if it is not older than this.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromMinutes(10);

    internal sealed class Validator : IValidateOptions<BotOptions>
    {
        public ValidateOptionsResult Validate(string? name, BotOptions options) => new SettingFaults(Section)
            .Require(options.MaxPerOwner is >= 0 and <= 1000, nameof(MaxPerOwner), options.MaxPerOwner, "from 0 (none) to 1000")
            .Require(options.MaxTokens is >= 1 and <= 100, nameof(MaxTokens), options.MaxTokens, "from 1 to 100")
            .Require(options.MaxTokenRooms is >= 1 and <= 500, nameof(MaxTokenRooms), options.MaxTokenRooms, "from 1 to 500")
            .Require(options.MaxTokenLifetime >= TimeSpan.FromMinutes(1) && options.MaxTokenLifetime <= TimeSpan.FromDays(3660), nameof(MaxTokenLifetime), options.MaxTokenLifetime, "from 00:01:00 to 3660.00:00:00")
            .Require(options.TokenLifetime >= TimeSpan.FromMinutes(1) && options.TokenLifetime <= options.MaxTokenLifetime, nameof(TokenLifetime), options.TokenLifetime, "from 00:01:00 to MaxTokenLifetime")
            .Require(options.AnswerWithin >= TimeSpan.Zero && options.AnswerWithin <= TimeSpan.FromDays(1), nameof(AnswerWithin), options.AnswerWithin, "from 00:00:00 to 1.00:00:00")
            .Result;
    }
}
