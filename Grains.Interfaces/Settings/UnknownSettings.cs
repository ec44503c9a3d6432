namespace Parley.Settings;

/// <summary>Settings that are set and do not exist: a slip of the pen, or of another version.</summary>
public static class UnknownSettings
{
    private static readonly string[] OurSections = ["Parley", ConnectionSettings.Root];

    /// <summary>Whether a key is one that we must know.</summary>
    public static bool IsOurs(string key) => OurSections.Contains(key.Split(':', 2)[0], StringComparer.OrdinalIgnoreCase);

    /// <summary>A sentence for each that is unknown, in their order. Keys of others are left alone.</summary>
    /// <param name="keys">In full, of everything that has a value.</param>
    public static IEnumerable<string> Sentences(IEnumerable<string> keys) =>
        keys.Where(key => IsOurs(key) && !IsKnown(key)).Order(StringComparer.OrdinalIgnoreCase).Select(Sentence);

    /// <summary>The setting that was meant, as far as can be guessed.</summary>
    internal static string? Nearest(string key)
    {
        var parts = key.Split(':');
        var all = KnownSettings.All.Select(setting => Filled(setting.Key, parts)).ToArray();
        var (nearest, distance) = all.Select(known => (known, EditDistance.Between(key, known))).MinBy(pair => pair.Item2);
        if (distance <= Math.Max(2, parts[^1].Length / 3))
        {
            return nearest;
        }

        // In the wrong section, or in none: if there is one setting of that name.
        var namesakes = all.Where(known => known.Split(':')[^1].Equals(parts[^1], StringComparison.OrdinalIgnoreCase)).ToArray();
        return namesakes.Length == 1 ? namesakes[0] : null;
    }

    private static bool IsKnown(string key) => KnownSettings.Find(key) is not null
        || (key.EndsWith(ConnectionSettings.FileSuffix, StringComparison.OrdinalIgnoreCase) && KnownSettings.Find(key[..^ConnectionSettings.FileSuffix.Length]) is not null);

    private static string Sentence(string key) =>
        KnownSettings.Find($"{key}:0") is not null ? $"{key} is a list, and what is set there does nothing. Set {key}:0, {key}:1, …" :
        Nearest(key) is { } meant ? $"{key} is not a setting, and does nothing. Did you mean {meant}?" :
        $"{key} is not a setting, and does nothing. See docs/configuration.md for those there are.";

    /// <summary>With the names that the operator has chosen in the place of <c>*</c>.</summary>
    private static string Filled(string known, string[] parts) =>
        string.Join(':', known.Split(':').Select((part, i) => part == KnownSetting.Any && i < parts.Length ? parts[i] : part));
}
