using System.Text.RegularExpressions;
using Parley.Settings;
using Parley.Tests.Docs;
using Xunit;

namespace Parley.Tests.Unit.Deploy;

public sealed partial class SettingsInDeployTests
{
    [Fact]
    public void Every_setting_that_a_sample_has_is_one_that_there_is()
    {
        var named = Directory.EnumerateFiles(Path.Combine(GeneratedDoc.Root, "deploy"), "*", SearchOption.AllDirectories)
            .Append(Path.Combine(GeneratedDoc.Root, "docs", "deploy.md"))
            .Where(file => !file.Contains("secrets.d", StringComparison.Ordinal))
            .SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Name: match.Value)))
            .ToList();

        Assert.True(named.Count > 30);
        Assert.Equal("", string.Join(", ", named.Where(one => !IsKnown(one.Name)).Select(one => $"{one.File}: {one.Name}")));
    }

    /// <summary>Also one whose value is in a file, and a group of settings (<c>Parley__Files__S3__…</c>).</summary>
    private static bool IsKnown(string name)
    {
        var key = name.Replace("__", ":", StringComparison.Ordinal);
        if (key.EndsWith(':'))
        {
            return KnownSettings.All.Any(setting => setting.Key.StartsWith(key, StringComparison.Ordinal));
        }

        key = key.EndsWith(ConnectionSettings.FileSuffix, StringComparison.Ordinal) ? key[..^ConnectionSettings.FileSuffix.Length] : key;
        return (KnownSettings.Find(key) ?? ConnectionSettings.All.FirstOrDefault(setting => setting.Key == key)) is not null;
    }

    [GeneratedRegex("(?:Parley|ConnectionStrings)__[A-Za-z0-9_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
