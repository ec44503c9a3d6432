using System.Text.RegularExpressions;
using Xunit;

namespace Parley.Tests.Docs;

/// <summary>Pages that point to tests point to tests that there are.</summary>
public sealed partial class NamedTestsTests
{
    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Path.Combine(GeneratedDoc.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(page => Path.GetRelativePath(GeneratedDoc.Root, page)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_test_that_a_page_names_exists(string page)
    {
        var text = File.ReadAllText(Path.Combine(GeneratedDoc.Root, page));
        var classes = typeof(NamedTestsTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet();
        var scripts = Directory.EnumerateFiles(Path.Combine(GeneratedDoc.Root, "Tests/Browser"), "*.test.ts").Select(Path.GetFileName).ToHashSet();

        Assert.All(Classes().Matches(text).Select(match => match.Groups[1].Value), name => Assert.Contains(name, classes));
        Assert.All(Scripts().Matches(text).Select(match => match.Groups[1].Value), name => Assert.Contains(name, scripts));
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]+(?:Tests|Spec))`")]
    private static partial Regex Classes();

    [GeneratedRegex("`([a-z][a-z0-9-]*\\.test\\.ts)`")]
    private static partial Regex Scripts();
}
