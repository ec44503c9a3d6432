using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.WebFrontend.Throttling;

/// <summary>So many in a period, and how many of them at once: <c>20/min</c>, <c>20/s burst 60</c>, <c>off</c>.</summary>
/// <param name="Permits">0: no limit.</param>
internal sealed partial record Rate(int Permits, TimeSpan Period, int Burst)
{
    /// <summary>How a rate is written.</summary>
    public const string Form = "a rate such as 20/min, 10/s or 20/s burst 60, or off";

    public static readonly Rate Off = new(0, TimeSpan.Zero, 0);

    public bool IsOff => Permits == 0;

    public static Rate? Parse(string? text)
    {
        if (text is "off" or "0")
        {
            return Off;
        }

        var match = Pattern().Match(text ?? "");
        if (!match.Success)
        {
            return null;
        }

        var permits = int.Parse(match.Groups["permits"].ValueSpan, CultureInfo.InvariantCulture);
        var burst = match.Groups["burst"].Success ? int.Parse(match.Groups["burst"].ValueSpan, CultureInfo.InvariantCulture) : permits;
        return permits == 0 || burst == 0 ? null : new Rate(permits, PeriodOf(match.Groups["period"].Value), burst);
    }

    private static TimeSpan PeriodOf(string unit) => unit switch
    {
        "s" => TimeSpan.FromSeconds(1),
        "min" => TimeSpan.FromMinutes(1),
        _ => TimeSpan.FromHours(1),
    };

    [GeneratedRegex(@"\A(?<permits>[0-9]{1,7})/(?<period>s|min|h)( burst (?<burst>[0-9]{1,7}))?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
