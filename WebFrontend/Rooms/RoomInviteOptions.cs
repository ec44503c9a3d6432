using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Rooms;

/// <summary>What invites to rooms may be like. Section <c>Parley:RoomInvites</c>.</summary>
public sealed class RoomInviteOptions
{
    public const string Section = "Parley:RoomInvites";

    /// <summary>Most people that one invite may let in.</summary>
    public int MaxUses { get; set; } = 1000;

    /// <summary>How long an invite counts if its maker does not say.</summary>
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Longest time that an invite may count.</summary>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromDays(30);

    internal sealed class Validator : IValidateOptions<RoomInviteOptions>
    {
        public ValidateOptionsResult Validate(string? name, RoomInviteOptions options) => new SettingFaults(Section)
            .Require(options.MaxUses is >= 1 and <= 1_000_000, nameof(MaxUses), options.MaxUses, "from 1 to 1000000")
            .Require(options.MaxLifetime >= TimeSpan.FromMinutes(1), nameof(MaxLifetime), options.MaxLifetime, "at least 00:01:00")
            .Require(
                options.DefaultLifetime >= TimeSpan.FromMinutes(1) && options.DefaultLifetime <= options.MaxLifetime,
                nameof(DefaultLifetime), options.DefaultLifetime, $"from 00:01:00 to {nameof(MaxLifetime)}")
            .Result;
    }
}
