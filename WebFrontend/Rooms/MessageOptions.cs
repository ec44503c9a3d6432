using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Rooms;

/// <summary>What a message may be like. Section <c>Parley:Messages</c>.</summary>
public sealed class MessageOptions
{
    public const string Section = "Parley:Messages";

    /// <summary>Longest text in characters (UTF-16 code units). 0: unlimited.</summary>
    public int MaxTextLength { get; set; } = 16_000;

    /// <summary>Users that one message may mention by name, at most; names behind them are words. 0: nobody can be mentioned.</summary>
    public int MaxMentions { get; set; } = 20;

    /// <summary>Longest emoji of a reaction in UTF-16 code units: 64 at most.</summary>
    public int MaxEmojiLength { get; set; } = 32;

    /// <summary>Answers of one poll, at most.</summary>
    public int MaxPollOptions { get; set; } = 10;

    /// <summary>Longest answer of a poll in characters (UTF-16 code units).</summary>
    public int MaxPollOptionLength { get; set; } = 200;

    internal sealed class Validator : IValidateOptions<MessageOptions>
    {
        public ValidateOptionsResult Validate(string? name, MessageOptions options) => new SettingFaults(Section)
            .Require(options.MaxTextLength >= 0, nameof(MaxTextLength), options.MaxTextLength, "0 (unlimited) or more")
            .Require(options.MaxMentions is >= 0 and <= 200, nameof(MaxMentions), options.MaxMentions, "from 0 to 200")
            .Require(options.MaxEmojiLength is >= 1 and <= 64, nameof(MaxEmojiLength), options.MaxEmojiLength, "from 1 to 64")
            .Require(options.MaxPollOptions is >= 2 and <= 100, nameof(MaxPollOptions), options.MaxPollOptions, "from 2 to 100")
            .Require(options.MaxPollOptionLength is >= 1 and <= 1000, nameof(MaxPollOptionLength), options.MaxPollOptionLength, "from 1 to 1000")
            .Result;
    }
}
