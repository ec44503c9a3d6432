using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.SlashCommands;

/// <summary>Slash commands of programs. Which addresses may be called at all: <c>Parley:Outbound</c>. Section <c>Parley:SlashCommands</c>.</summary>
public sealed class SlashCommandOptions
{
    public const string Section = "Parley:SlashCommands";

    /// <summary>Commands of one room. 0: there can be none.</summary>
    public int MaxPerRoom { get; set; } = 20;

    /// <summary>Commands of the whole server. 0: there can be none.</summary>
    public int MaxOfServer { get; set; } = 50;

    /// <summary>How long a program may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long it may answer more to the address that it was told.</summary>
    public TimeSpan AnswerFor { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often it may do so.</summary>
    public int MaxAnswers { get; set; } = 5;

    /// <summary>Runs of one user that may be answered later; an older one makes place for a new one.</summary>
    public int MaxRunsPerUser { get; set; } = 20;

    internal sealed class Validator : IValidateOptions<SlashCommandOptions>
    {
        public ValidateOptionsResult Validate(string? name, SlashCommandOptions options) => new SettingFaults(Section)
            .Require(options.MaxPerRoom is >= 0 and <= 200, nameof(MaxPerRoom), options.MaxPerRoom, "from 0 (none) to 200")
            .Require(options.MaxOfServer is >= 0 and <= 200, nameof(MaxOfServer), options.MaxOfServer, "from 0 (none) to 200")
            .Require(options.Timeout > TimeSpan.Zero && options.Timeout <= TimeSpan.FromSeconds(10), nameof(Timeout), options.Timeout, "longer than 0 and at most 10 seconds")
            .Require(options.AnswerFor > TimeSpan.Zero && options.AnswerFor <= TimeSpan.FromDays(1), nameof(AnswerFor), options.AnswerFor, "longer than 0 and at most a day")
            .Require(options.MaxAnswers is >= 0 and <= 100, nameof(MaxAnswers), options.MaxAnswers, "from 0 (none) to 100")
            .Require(options.MaxRunsPerUser is >= 1 and <= 200, nameof(MaxRunsPerUser), options.MaxRunsPerUser, "from 1 to 200")
            .Result;
    }
}
