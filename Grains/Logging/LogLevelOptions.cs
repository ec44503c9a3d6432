using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Logging;

/// <summary>Levels of the log that are changed at run time. Section <c>Parley:LogLevels</c>.</summary>
public sealed class LogLevelOptions
{
    public const string Section = "Parley:LogLevels";

    /// <summary>How many categories may have another level at a time.</summary>
    public int MaxChanges { get; set; } = 50;

    /// <summary>The longest that one may be asked for; then it goes back by itself.</summary>
    public TimeSpan MaxFor { get; set; } = TimeSpan.FromDays(7);

    internal sealed class Validator : IValidateOptions<LogLevelOptions>
    {
        public ValidateOptionsResult Validate(string? name, LogLevelOptions options) => new SettingFaults(Section)
            .Require(options.MaxChanges is >= 1 and <= 1000, nameof(MaxChanges), options.MaxChanges, "from 1 to 1000")
            .Require(options.MaxFor >= TimeSpan.FromMinutes(1) && options.MaxFor <= TimeSpan.FromDays(366), nameof(MaxFor), options.MaxFor, "from 00:01:00 to 366.00:00:00")
            .Result;
    }
}
