using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Retention;

/// <summary>How long messages are kept. Section <c>Parley:Retention</c>; the same for silos and frontends.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Parley:Retention";

    /// <summary>How long messages are kept in rooms that have no rule of their own, and in conversations; whole days. What is older is deleted for good. 00:00:00: for ever.</summary>
    public TimeSpan Messages { get; set; }

    /// <summary>Whether messages stay as long as they are pinned, however old they are.</summary>
    public bool KeepPinned { get; set; } = true;

    /// <summary>Whether owners of a room may say how long it keeps messages. Administrators of the server may in any case, without the bounds below.</summary>
    public bool RoomsMayChange { get; set; }

    /// <summary>The shortest time that owners may choose; whole days.</summary>
    public TimeSpan RoomsLeast { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The longest time that owners may choose; whole days. 00:00:00: any, and for ever.</summary>
    public TimeSpan RoomsMost { get; set; }

    /// <summary>How often the server looks which messages are older than they may be: they go at most so much later.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Messages of one room that are deleted at once; then it is the next room's turn.</summary>
    public int DeleteAtOnce { get; set; } = 100;

    /// <summary>How long the server rests after each of these, so that nobody notices. 00:00:00: not at all.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(250);

    public sealed class Validator : IValidateOptions<RetentionOptions>
    {
        public ValidateOptionsResult Validate(string? name, RetentionOptions options) => new SettingFaults(Section)
            .Require(IsDays(options.Messages, from: 0), nameof(Messages), options.Messages, "whole days, 00:00:00 (for ever) or from 1.00:00:00 to 36500.00:00:00")
            .Require(IsDays(options.RoomsLeast, from: 1), nameof(RoomsLeast), options.RoomsLeast, "whole days, from 1.00:00:00 to 36500.00:00:00")
            .Require(
                IsDays(options.RoomsMost, from: 0) && (options.RoomsMost == TimeSpan.Zero || options.RoomsMost >= options.RoomsLeast), nameof(RoomsMost), options.RoomsMost,
                $"whole days, 00:00:00 (any) or from {nameof(RoomsLeast)} to 36500.00:00:00")
            .Require(options.LookEvery >= TimeSpan.FromSeconds(1) && options.LookEvery <= TimeSpan.FromDays(1), nameof(LookEvery), options.LookEvery, "from 00:00:01 to 1.00:00:00")
            .Require(options.DeleteAtOnce is >= 1 and <= 500, nameof(DeleteAtOnce), options.DeleteAtOnce, "from 1 to 500")
            .Require(options.Pause >= TimeSpan.Zero && options.Pause <= TimeSpan.FromMinutes(1), nameof(Pause), options.Pause, "from 00:00:00 to 00:01:00")
            .Result;

        private static bool IsDays(TimeSpan time, int from) => time.Ticks % TimeSpan.TicksPerDay == 0 && time.Days >= from && time.Days <= RetentionRule.MaxDays;
    }
}
