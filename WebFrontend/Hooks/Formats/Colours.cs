using System.Globalization;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>The colour beside an attachment, as a sign in front of it: by it one sees at a glance what is well and what is not. Pure.</summary>
internal static class Colours
{
    /// <summary>With a space behind it; empty: grey, or none.</summary>
    /// <param name="colour"><c>good</c>, <c>warning</c>, <c>danger</c> or <c>#rrggbb</c>.</param>
    public static string Sign(string? colour) => colour?.ToLowerInvariant() switch
    {
        "good" => "🟢 ",
        "warning" => "🟡 ",
        "danger" => "🔴 ",
        { Length: 6 or 7 } hex when int.TryParse(hex.AsSpan(hex[0] == '#' ? 1 : 0), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb) => Sign(rgb),
        _ => "",
    };

    /// <param name="rgb">Red, green, blue in the three lowest bytes.</param>
    public static string Sign(int rgb)
    {
        var (r, g, b) = ((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255);
        var (most, least) = (Math.Max(r, Math.Max(g, b)), Math.Min(r, Math.Min(g, b)));
        if (most - least < 48)
        {
            return "";
        }

        var hue = most == r ? 60.0 * (g - b) / (most - least) : most == g ? 120 + (60.0 * (b - r) / (most - least)) : 240 + (60.0 * (r - g) / (most - least));
        return ((hue + 360) % 360) switch
        {
            < 20 or >= 330 => "🔴 ",
            < 70 => "🟡 ",
            < 170 => "🟢 ",
            < 260 => "🔵 ",
            _ => "🟣 ",
        };
    }
}
