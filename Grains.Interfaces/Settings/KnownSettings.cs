namespace Parley.Settings;

/// <summary>
/// All settings of silos and frontends, from a list that is printed from their options (see Tests/Docs): no program has the options of all, and one set of settings is for all of them.
/// </summary>
public static class KnownSettings
{
    private const string File = "Parley.Settings.settings.txt";

    private static readonly Dictionary<string, KnownSetting> ByKey;
    private static readonly (string[] Parts, KnownSetting Setting)[] Patterns;

    static KnownSettings()
    {
        using var list = new StreamReader(typeof(KnownSettings).Assembly.GetManifestResourceStream(File)!);
        All = [.. list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(KnownSetting.Read)];
        ByKey = All.ToDictionary(setting => setting.Key, StringComparer.OrdinalIgnoreCase);
        Patterns = [.. All.Select(setting => (setting.Key.Split(':'), setting)).Where(pattern => pattern.Item1.Contains(KnownSetting.Any))];
    }

    /// <summary>In the order of their keys.</summary>
    public static IReadOnlyList<KnownSetting> All { get; }

    /// <summary>Null: there is no such setting.</summary>
    /// <param name="key">As in settings, e.g. <c>Parley:Proxies:0</c>; case does not matter.</param>
    public static KnownSetting? Find(string key)
    {
        if (ByKey.TryGetValue(key, out var found))
        {
            return found;
        }

        var parts = key.Split(':');
        return Patterns.FirstOrDefault(pattern => Fits(pattern.Parts, parts)).Setting;
    }

    private static bool Fits(string[] pattern, string[] parts)
    {
        if (pattern.Length != parts.Length)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (pattern[i] != KnownSetting.Any && !pattern[i].Equals(parts[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
