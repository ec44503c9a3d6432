using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Scheduling;

/// <summary>Messages that are sent later. Section <c>Parley:Scheduling</c>.</summary>
public sealed class SchedulingOptions
{
    public const string Section = "Parley:Scheduling";

    /// <summary>Messages that one user may have waiting or refused.</summary>
    public int MaxMessages { get; set; } = 100;

    /// <summary>How far ahead a message may be scheduled.</summary>
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromDays(366);

    internal sealed class Validator : IValidateOptions<SchedulingOptions>
    {
        public ValidateOptionsResult Validate(string? name, SchedulingOptions options) => new SettingFaults(Section)
            .Require(options.MaxMessages is >= 0 and <= 10_000, nameof(MaxMessages), options.MaxMessages, "from 0 (nobody may) to 10000")
            .Require(options.MaxAhead >= TimeSpan.FromMinutes(1) && options.MaxAhead <= TimeSpan.FromDays(3660), nameof(MaxAhead), options.MaxAhead, "from 00:01:00 to 3660.00:00:00")
            .Result;
    }
}
