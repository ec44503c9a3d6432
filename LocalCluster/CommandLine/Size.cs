using System.Globalization;

namespace Parley.LocalCluster.CommandLine;

/// <summary>How many silos and frontends: <c>up</c>, <c>up 3</c>, <c>up 3 1</c>, <c>up frontends=1</c>.</summary>
internal readonly record struct Size(int Silos, int Frontends)
{
    /// <summary>Each is a process of some 100 MB: far more than anybody means.</summary>
    private const int Most = 20;

    private static readonly Size Default = new(2, 2);

    /// <returns>The size, or a sentence that says what is wrong.</returns>
    public static (Size Size, string? Error) Parse(IReadOnlyList<string> words)
    {
        var size = Default;
        foreach (var (position, word) in words.Index())
        {
            var (name, value) = word.Split('=', 2) is [var before, var after] ? (before, after) : (position == 0 ? "silos" : position == 1 ? "frontends" : "", word);
            if (name is not ("silos" or "frontends"))
            {
                return (size, $"\"{word}\" is not understood: up [silos=N] [frontends=N].");
            }

            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > Most)
            {
                return (size, $"\"{value}\" is no number of {name}: 1 to {Most}.");
            }

            size = name == "silos" ? size with { Silos = number } : size with { Frontends = number };
        }

        return (size, null);
    }
}
