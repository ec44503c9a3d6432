using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Moderation;

/// <summary>Members who are muted for a time. Section <c>Parley:Mutes</c>.</summary>
public sealed class MuteOptions
{
    public const string Section = "Parley:Mutes";

    /// <summary>Longest time for which a member may be muted; longer is for good.</summary>
    public TimeSpan MaxLength { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Members of one room who may be muted for a time at the same time.</summary>
    public int MaxMutes { get; set; } = 1000;

    internal sealed class Validator : IValidateOptions<MuteOptions>
    {
        public ValidateOptionsResult Validate(string? name, MuteOptions options) => new SettingFaults(Section)
            .Require(options.MaxLength >= TimeSpan.FromMinutes(1) && options.MaxLength <= TimeSpan.FromDays(366), nameof(MaxLength), options.MaxLength, "from 00:01:00 to 366.00:00:00")
            .Require(options.MaxMutes is >= 1 and <= 10_000, nameof(MaxMutes), options.MaxMutes, "from 1 to 10000")
            .Result;
    }
}
