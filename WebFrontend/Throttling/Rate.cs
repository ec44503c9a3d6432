using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Throttling;

namespace Parley.WebFrontend.Throttling;

/// <summary>How rates are written: <c>20/min</c>, <c>1000/day</c>, <c>20/s burst 60</c>, <c>off</c>.</summary>
internal static partial class Rate
{
    /// <summary>How a rate is written.</summary>
    public const string Form = "a rate such as 20/min, 1000/day or 20/s burst 60, or off";

    /// <summary>No limit.</summary>
    public static readonly RateTerms Off = new(0, TimeSpan.Zero, 0);

    public static bool IsOff(this RateTerms rate) => rate.Permits == 0;

    /// <summary>Null: it cannot be read.</summary>
    public static RateTerms? Parse(string? text)
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
        var hasBurst = match.Groups["burst"].Success;
        var burst = hasBurst ? int.Parse(match.Groups["burst"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return permits == 0 || (hasBurst && burst == 0) ? null : new RateTerms(permits, PeriodOf(match.Groups["period"].Value), burst);
    }

    private static TimeSpan PeriodOf(string unit) => unit switch
    {
        "s" => TimeSpan.FromSeconds(1),
        "min" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    [GeneratedRegex(@"\A(?<permits>[0-9]{1,7})/(?<period>s|min|h|day)( burst (?<burst>[0-9]{1,7}))?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
