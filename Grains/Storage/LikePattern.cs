namespace Parley.Grains.Storage;

/// <summary>Patterns for <c>LOWER(column) LIKE @pattern ESCAPE '!'</c>, on either engine.</summary>
internal static class LikePattern
{
    /// <summary>What has the text in it, whatever its case.</summary>
    public static string Containing(string text) =>
        $"%{text.ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%";
}
