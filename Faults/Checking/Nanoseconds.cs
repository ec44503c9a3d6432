using System.Globalization;

namespace Parley.Faults.Checking;

/// <summary>Between the times of a history and <see cref="TimeSpan"/>.</summary>
internal static class Nanoseconds
{
    public static long Of(TimeSpan duration) => duration.Ticks * TimeSpan.NanosecondsPerTick;

    public static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>For people: <c>3.2 s</c>.</summary>
    public static string Seconds(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.0} s");
}
