using System.Text;
using System.Text.RegularExpressions;
using Parley.Settings;
using Xunit;

namespace Parley.Tests.Docs;

public partial class ConfigurationPageTests
{
    private const string List = "Grains.Interfaces/Settings/settings.txt";

    [Fact]
    public void The_page_lists_every_setting()
    {
        var table = new StringBuilder("| setting | kind | default | meaning |\n|---|---|---|---|\n");
        foreach (var setting in SettingsOfOptions.Read())
        {
            table.Append('|').AppendJoin('|', $" `{setting.Key}` ", $" {setting.KindInWords} ", $" {setting.DefaultInWords} ", $" {setting.Meaning} ").Append("|\n");
        }

        GeneratedDoc.IsUpToDate("docs/configuration.md", table.ToString());
    }

    [Fact]
    public void The_programs_know_every_setting()
    {
        var known = SettingsOfOptions.Read().Select(setting => setting.Known).OfType<KnownSetting>().Concat(ConnectionSettings.All).OrderBy(setting => setting.Key, StringComparer.Ordinal);
        GeneratedDoc.IsWhole(List, string.Concat(known.Select(setting => setting.Written + "\n")));
    }

    [Fact]
    public void Pages_name_no_setting_that_does_not_exist()
    {
        var sections = KnownSettings.All.SelectMany(setting => Beginnings(setting.Key)).ToHashSet(StringComparer.Ordinal);
        var wrong =
            from page in Directory.EnumerateFiles(Path.Combine(GeneratedDoc.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(GeneratedDoc.Root, "README.md"))
            from match in Setting().Matches(File.ReadAllText(page))
            let key = match.Value.Replace("__", ":", StringComparison.Ordinal)
            where !sections.Contains(key) && KnownSettings.Find(key) is null && UnknownSettings.Sentences([key]).Any()
            select $"{Path.GetFileName(page)}: {match.Value}";

        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Beginnings(string key)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf(':', end - 1))
        {
            yield return key[..end];
        }
    }

    [GeneratedRegex(@"\bParley(?<part>(?::|__)[A-Za-z0-9-]+)+(?!\w)", RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();
}
