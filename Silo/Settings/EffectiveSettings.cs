using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Parley.Settings;

namespace Parley.Silo.Settings;

/// <summary>What counts of each setting, and why.</summary>
/// <param name="Value">Secrets masked; empty: none.</param>
/// <param name="Source">Where it comes from: <c>default</c>, <c>environment</c>, <c>command line</c>, or a file.</param>
internal sealed record EffectiveSetting(string Key, string Value, string Source)
{
    public const string Default = "default";

    public bool IsDefault => Source == Default;
}

internal static class EffectiveSettings
{
    /// <summary>Every setting there is, with the entries of lists that are set, in the order of their keys.</summary>
    public static IReadOnlyList<EffectiveSetting> Of(IConfigurationRoot configuration)
    {
        var set = configuration.AsEnumerable().Where(pair => !string.IsNullOrEmpty(pair.Value) && KnownSettings.Find(pair.Key) is not null)
            .Select(pair => (pair.Key, Known: KnownSettings.Find(pair.Key)!, pair.Value)).ToArray();
        var untouched = KnownSettings.All.Except(set.Select(one => one.Known)).Where(known => !IsWithinEntry(known))
            .Select(known => new EffectiveSetting(Name(known), known.Default, EffectiveSetting.Default));
        return
        [
            .. set.Select(one => new EffectiveSetting(one.Key, one.Known.Shown(one.Value), SourceOf(configuration, one.Key))).Concat(untouched)
                .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>A list without entries stands for itself.</summary>
    private static string Name(KnownSetting known) => known.Key.EndsWith($":{KnownSetting.Any}", StringComparison.Ordinal) ? known.Key[..^2] : known.Key;

    /// <summary>Of something that may be there any number of times, and is not.</summary>
    private static bool IsWithinEntry(KnownSetting known) => known.Key.Contains($":{KnownSetting.Any}:", StringComparison.Ordinal);

    private static string SourceOf(IConfigurationRoot configuration, string key) => configuration.Providers.Last(provider => provider.TryGet(key, out _)) switch
    {
        SettingFiles.Provider files => files.PathOf(key),
        EnvironmentVariablesConfigurationProvider => "environment",
        CommandLineConfigurationProvider or MemoryConfigurationProvider => "command line",
        JsonConfigurationProvider { Source.Path: { } path } json => json.Source.FileProvider?.GetFileInfo(path).PhysicalPath ?? path,
        var other => other.GetType().Name,
    };
}
