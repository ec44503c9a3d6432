using System.Globalization;

namespace Parley.LocalCluster.CommandLine;

/// <summary>What a person calls a process: <c>silo 2</c>, <c>silo2</c>, <c>mariadb</c>.</summary>
internal static class ProcessName
{
    public const string Grammar = "silo N, frontend N, mariadb, redis or proxy";

    /// <returns>Its name in the cluster; null if the words name nothing.</returns>
    public static string? Parse(IReadOnlyList<string> words)
    {
        var name = string.Concat(words).ToLowerInvariant();
        return name switch
        {
            "mariadb" or "redis" or "proxy" => name,
            _ when name.StartsWith("silo", StringComparison.Ordinal) && IsNumber(name["silo".Length..]) => name,
            _ when name.StartsWith("frontend", StringComparison.Ordinal) && IsNumber(name["frontend".Length..]) => name,
            _ => null,
        };
    }

    private static bool IsNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && text[0] != '0';
}
