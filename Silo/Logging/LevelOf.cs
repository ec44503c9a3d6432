using Microsoft.Extensions.Logging;

namespace Parley.Silo.Logging;

/// <summary>The least level of what a category, with all that is below it, logs.</summary>
internal readonly record struct LevelOf(string Category, LogLevel Level)
{
    /// <param name="text"><c>CATEGORY=LEVEL</c></param>
    public static bool TryParse(string text, out LevelOf parsed)
    {
        parsed = default;
        var at = text.LastIndexOf('=');
        if (at <= 0 || !TryParseLevel(text[(at + 1)..].Trim(), out var level) || text[..at].Trim() is not { Length: > 0 } category)
        {
            return false;
        }

        parsed = new LevelOf(category, level);
        return true;
    }

    /// <summary>By name alone: numbers are levels to the platform, but say nothing to people.</summary>
    public static bool TryParseLevel(string text, out LogLevel level) =>
        Enum.TryParse(text, ignoreCase: true, out level) && Enum.IsDefined(level) && char.IsAsciiLetter(text[0]);

    /// <summary>True if this category is the other one or above it: <c>Parley.Grains</c> is above <c>Parley.Grains.Rooms</c>, not above <c>Parley.GrainsToo</c>.</summary>
    public static bool Covers(string category, string other) =>
        other.StartsWith(category, StringComparison.OrdinalIgnoreCase) && (other.Length == category.Length || other[category.Length] == '.');
}
