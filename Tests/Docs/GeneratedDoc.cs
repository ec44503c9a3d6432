using Parley.Silo.Embedded;
using Xunit;

namespace Parley.Tests.Docs;

/// <summary>The part of a page that is printed from the code, between two marks. With PARLEY_UPDATE_DOCS=1 the page is mended instead.</summary>
internal static class GeneratedDoc
{
    private const string Start = "<!-- printed from the code; see Tests/Docs -->\n";
    private const string End = "<!-- end -->\n";

    public static string Root => SourceTree.Root ?? throw new InvalidOperationException("The tests run from the source tree.");

    /// <summary>The same of a file that is printed as a whole.</summary>
    /// <param name="file">Path from the root.</param>
    public static void IsWhole(string file, string generated)
    {
        var path = Path.Combine(Root, file);
        if (Environment.GetEnvironmentVariable("PARLEY_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, generated);
            return;
        }

        Assert.True(File.ReadAllText(path) == generated, $"{file} no longer says what the code does. Run the tests with PARLEY_UPDATE_DOCS=1 and commit the file.");
    }

    /// <param name="page">Path from the root.</param>
    public static void IsUpToDate(string page, string generated)
    {
        var path = Path.Combine(Root, page);
        var text = File.ReadAllText(path);
        var (start, end) = (text.IndexOf(Start, StringComparison.Ordinal) + Start.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(start >= Start.Length && end >= start, $"{page} has no generated part.");
        if (Environment.GetEnvironmentVariable("PARLEY_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..start] + generated + text[end..]);
            return;
        }

        Assert.True(text[start..end] == generated, $"{page} no longer says what the code does. Run the tests with PARLEY_UPDATE_DOCS=1 and commit the page.");
    }
}
