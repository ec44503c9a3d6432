using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Parley.Grains;
using Parley.Settings;
using Parley.Silo.Cluster;
using Parley.WebFrontend;

namespace Parley.Tests.Docs;

/// <summary>All settings, as the options of the features have them.</summary>
internal static partial class SettingsOfOptions
{
    /// <summary>Sections before what is in them.</summary>
    public static IReadOnlyList<DocumentedSetting> Read() =>
    [
        .. new[] { typeof(SettingFaults).Assembly, typeof(ParleyOptions).Assembly, typeof(IFileStore).Assembly, typeof(ParleyClusterOptions).Assembly, typeof(ParleyServer).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section") is { IsLiteral: true })
            .SelectMany(options => Of(options, (string)options.GetField("Section")!.GetRawConstantValue()!, Source(options)))
            .OrderBy(setting => setting.Key.Count(c => c == ':')).ThenBy(setting => setting.Key, StringComparer.Ordinal),
    ];

    private static IEnumerable<DocumentedSetting> Of(Type options, string section, string source)
    {
        var defaults = Activator.CreateInstance(options)!;
        var meanings = Meanings(source, options.Name);
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var setting = new DocumentedSetting($"{section}:{property.Name}", property, property.GetValue(defaults), meanings[property.Name]);
            yield return setting;
            if (setting.Entry is { } entry && entry != typeof(string) && !entry.IsValueType)
            {
                foreach (var inner in Of(entry, $"{setting.Key}:{KnownSetting.Any}", source))
                {
                    yield return inner;
                }
            }
        }
    }

    private static string Source(Type options) => File.ReadAllText(
        Directory.EnumerateFiles(GeneratedDoc.Root, $"{options.Name}.cs", SearchOption.AllDirectories).Single(path => !path.Contains("/obj/", StringComparison.Ordinal)));

    /// <summary>The summaries of the properties of one class, read from the source.</summary>
    private static Dictionary<string, string> Meanings(string source, string type)
    {
        var start = source.IndexOf($"class {type}", StringComparison.Ordinal);
        var end = source.IndexOf("\npublic ", start, StringComparison.Ordinal);
        return Property().Matches(end < 0 ? source[start..] : source[start..end]).ToDictionary(
            match => match.Groups["name"].Value,
            match => Tag().Replace(LineStart().Replace(match.Groups["summary"].Value, " "), tag => tag.Groups["code"].Success ? $"`{tag.Groups["code"].Value}`" : $"`{tag.Groups["name"].Value}`").Trim());
    }

    [GeneratedRegex(@"/// <summary>(?<summary>(?:(?!</summary>)[\s\S])*)</summary>\s*\n(?:\s*\[[^\n]*\]\n)*\s*public [\w?<>\[\], ]+? (?<name>\w+) \{ get;", RegexOptions.ExplicitCapture)]
    private static partial Regex Property();

    [GeneratedRegex(@"\s*\n\s*///\s*", RegexOptions.ExplicitCapture)]
    private static partial Regex LineStart();

    [GeneratedRegex("<c>(?<code>[^<]*)</c>|<see cref=\"(?:[A-Z]:)?(?:[\\w.]*\\.)?(?<name>\\w+)[^\"]*\" ?/>", RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}

/// <summary>One setting, as a page and as the list of known settings have it.</summary>
internal sealed record DocumentedSetting(string Key, PropertyInfo Property, object? Default, string Meaning)
{
    private Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>Of a list or dictionary: what is in it.</summary>
    public Type? Entry => Type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(Type) ? null : Type.IsArray ? Type.GetElementType() : Type.GetGenericArguments()[^1];

    /// <summary>For people.</summary>
    public string KindInWords => Entry is not { } entry ? Kind(Type) : Kind(entry) is { Length: > 0 } kind ? $"list of {kind}s" : "section for each";

    public string DefaultInWords => Values(Default) is { Count: > 0 } values ? string.Join(", ", values.Select(value => $"`{value}`")) : "–";

    /// <summary>Null: what is in it is listed.</summary>
    public KnownSetting? Known => Kind(Entry ?? Type) is not { Length: > 0 } kind ? null : new(
        Entry is null ? Key : $"{Key}:{KnownSetting.Any}", kind, string.Join(", ", Values(Default)).ReplaceLineEndings(" "),
        Property.GetCustomAttribute<SettingExampleAttribute>()?.Value ?? (Values(Default) is [{ } first, ..] ? first.ReplaceLineEndings(" ") : ""),
        Property.GetCustomAttribute<SecretSettingAttribute>() is not null);

    private static List<string> Values(object? value) => value switch
    {
        null or "" => [],
        bool flag => [flag ? "true" : "false"],
        string text => [text],
        IEnumerable items => [.. items.Cast<object>().SelectMany(Values)],
        _ => [Convert.ToString(value, CultureInfo.InvariantCulture)!],
    };

    private static string Kind(Type type) =>
        type == typeof(string) ? KnownSetting.Text :
        type == typeof(bool) ? $"true{KnownSetting.Or}false" :
        type == typeof(TimeSpan) ? KnownSetting.Time :
        type == typeof(double) || type == typeof(float) || type == typeof(decimal) ? KnownSetting.Number :
        type.IsEnum ? string.Join(KnownSetting.Or, Enum.GetNames(type)) :
        type.IsPrimitive ? KnownSetting.Whole : "";
}
