using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Moderation;

/// <summary>Messages that members report to the moderators of a room. Section <c>Parley:Reports</c>.</summary>
public sealed class ReportOptions
{
    public const string Section = "Parley:Reports";

    /// <summary>Open reports of one room; beyond it further ones are refused until some are settled.</summary>
    public int MaxOpen { get; set; } = 500;

    /// <summary>Settled reports of one room that are kept to look at.</summary>
    public int MaxSettled { get; set; } = 200;

    internal sealed class Validator : IValidateOptions<ReportOptions>
    {
        public ValidateOptionsResult Validate(string? name, ReportOptions options) => new SettingFaults(Section)
            .Require(options.MaxOpen is >= 1 and <= 10_000, nameof(MaxOpen), options.MaxOpen, "from 1 to 10000")
            .Require(options.MaxSettled is >= 0 and <= 10_000, nameof(MaxSettled), options.MaxSettled, "from 0 to 10000")
            .Result;
    }
}
