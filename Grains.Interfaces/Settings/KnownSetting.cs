using System.Globalization;

namespace Parley.Settings;

/// <summary>A setting that there is.</summary>
/// <param name="Key">In full, e.g. <c>Parley:Bots:MaxTokens</c>; <c>*</c> in the place of an entry of a list, or of a name that the operator chooses.</param>
/// <param name="Kind"><c>text</c>, <c>whole number</c>, <c>number</c>, <c>time</c>, or the values with <c> or </c> between them.</param>
/// <param name="Default">As it is written in settings; empty: none.</param>
/// <param name="Example">A good value; empty: none is known.</param>
/// <param name="IsSecret">Its value is never shown.</param>
public sealed record KnownSetting(string Key, string Kind, string Default, string Example, bool IsSecret)
{
    public const string Text = "text";
    public const string Whole = "whole number";
    public const string Number = "number";
    public const string Time = "time";
    public const string Or = " or ";

    /// <summary>What stands for any entry.</summary>
    public const string Any = "*";

    /// <summary>Ends the sentence "It must be …"; null: the value can be read. Whether it is in range is for others to say.</summary>
    public string? FaultOf(string value) => Kind switch
    {
        Text => null,
        Whole => long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? null : "a whole number",
        Number => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "a number",
        Time => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a time, hours:minutes:seconds",
        _ => Kind.Split(Or).Contains(value.Trim(), StringComparer.OrdinalIgnoreCase) ? null : Kind,
    };

    /// <summary>What may be shown of a value.</summary>
    public string Shown(string? value) => IsSecret && !string.IsNullOrEmpty(value) ? "…" : value ?? "";

    /// <summary>The name of a setting in the environment, e.g. <c>Parley__Bots__MaxTokens</c>.</summary>
    public static string EnvironmentName(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>As a line of the list; see <see cref="Read"/>.</summary>
    internal string Written => string.Join('\t', Key, Kind, Default, Example, IsSecret ? "secret" : "");

    internal static KnownSetting Read(string line)
    {
        var parts = line.Split('\t');
        return new KnownSetting(parts[0], parts[1], parts[2], parts[3], parts[4] == "secret");
    }
}
