using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Grains;
using Parley.Settings;
using Parley.Silo.Cluster;
using Parley.WebFrontend;
using Xunit;

namespace Parley.Tests.Docs;

public partial class ConfigurationPageTests
{
    [Fact]
    public void The_page_lists_every_setting()
    {
        var settings = new[] { typeof(SettingFaults).Assembly, typeof(ParleyOptions).Assembly, typeof(IFileStore).Assembly, typeof(ParleyClusterOptions).Assembly, typeof(ParleyServer).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section") is { IsLiteral: true })
            .SelectMany(Settings)
            .OrderBy(setting => setting.Key.Count(c => c == ':')).ThenBy(setting => setting.Key, StringComparer.Ordinal);
        var table = new StringBuilder("| setting | default | meaning |\n|---|---|---|\n");
        foreach (var (key, value, meaning) in settings)
        {
            table.Append('|').AppendJoin('|', $" `{key}` ", $" {value} ", $" {meaning} ").Append("|\n");
        }

        GeneratedDoc.IsUpToDate("docs/configuration.md", table.ToString());
    }

    private static IEnumerable<(string Key, string Default, string Meaning)> Settings(Type options)
    {
        var section = (string)options.GetField("Section")!.GetRawConstantValue()!;
        var defaults = Activator.CreateInstance(options)!;
        var meanings = Meanings(options);
        return options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => ($"{section}:{property.Name}", Written(property.GetValue(defaults)), meanings[property.Name]));
    }

    private static string Written(object? value) => value switch
    {
        null => "–",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        IEnumerable items => string.Join(", ", items.Cast<object>().Select(Written)) is { Length: > 0 } list ? list : "–",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    /// <summary>The summaries of the properties, read from the source.</summary>
    private static Dictionary<string, string> Meanings(Type options)
    {
        var source = Directory.EnumerateFiles(GeneratedDoc.Root, $"{options.Name}.cs", SearchOption.AllDirectories).Single(path => !path.Contains("/obj/", StringComparison.Ordinal));
        return Property().Matches(File.ReadAllText(source)).ToDictionary(
            match => match.Groups["name"].Value,
            match => Tag().Replace(LineStart().Replace(match.Groups["summary"].Value, " "), tag => tag.Groups["code"].Success ? $"`{tag.Groups["code"].Value}`" : $"`{tag.Groups["name"].Value}`").Trim());
    }

    [GeneratedRegex(@"/// <summary>(?<summary>(?:(?!</summary>)[\s\S])*)</summary>\s*\n\s*public [\w?<>\[\], ]+? (?<name>\w+) \{ get;", RegexOptions.ExplicitCapture)]
    private static partial Regex Property();

    [GeneratedRegex(@"\s*\n\s*///\s*", RegexOptions.ExplicitCapture)]
    private static partial Regex LineStart();

    [GeneratedRegex("<c>(?<code>[^<]*)</c>|<see cref=\"(?:[A-Z]:)?(?:[\\w.]*\\.)?(?<name>\\w+)[^\"]*\" ?/>", RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}
