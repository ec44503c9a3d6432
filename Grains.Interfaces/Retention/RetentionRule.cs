using System.Globalization;
using Parley.Errors;

namespace Parley.Retention;

/// <summary>What a room's own rule may be, and what it means. Pure. A rule is a number of days; <see cref="Forever"/>; or null, which is the server's.</summary>
public static class RetentionRule
{
    /// <summary>Nothing goes by its age.</summary>
    public const int Forever = 0;

    /// <summary>Where a number is needed for "the server's rule": in commands and events, in which null means that nothing changes.</summary>
    public const int Server = -1;

    public const int MaxDays = 36_500;

    /// <summary>How long a room keeps messages; null: for ever.</summary>
    /// <param name="rule">The room's own.</param>
    public static TimeSpan? KeptFor(this RetentionOptions options, int? rule) => rule switch
    {
        null => options.Messages > TimeSpan.Zero ? options.Messages : null,
        Forever => null,
        { } days => TimeSpan.FromDays(days),
    };

    /// <summary>Null if owners of a room may choose that; else the refusal, with what they may choose.</summary>
    /// <param name="rule">As in <see cref="Parley.Rooms.ChangeSettings.Retention"/>.</param>
    public static Error? RefuseOwner(RetentionOptions options, int rule)
    {
        if (!options.RoomsMayChange)
        {
            return ErrorCatalog.Error(ErrorCatalog.RetentionFixed);
        }

        var (least, most) = (options.RoomsLeast.Days, options.RoomsMost.Days);
        return rule == Server || (most == Forever ? rule == Forever || rule >= least : rule >= least && rule <= most)
            ? null
            : ErrorCatalog.Error(ErrorCatalog.RetentionOutOfRange, most == Forever
                ? string.Create(CultureInfo.InvariantCulture, $"Rooms of this server keep messages for ever, or for {least} days or more. Choose such a number.")
                : string.Create(CultureInfo.InvariantCulture, $"Rooms of this server keep messages for {least} to {most} days. Choose a number in between."));
    }

    /// <summary>The rule as it is told: null is the server's.</summary>
    public static int? Told(int rule) => rule == Server ? null : rule;

    /// <summary>In words, for logs and the command line.</summary>
    public static string Words(int? rule) => rule switch
    {
        null or Server => "server",
        Forever => "forever",
        { } days => string.Create(CultureInfo.InvariantCulture, $"{days}d"),
    };
}
