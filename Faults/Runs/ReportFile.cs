namespace Parley.Faults.Runs;

/// <summary>A page that holds a table of results between two marks.</summary>
internal static class ReportFile
{
    private const string Begin = "<!-- results of fault runs; ./test.sh faults --report adds to them -->\n";
    private const string End = "<!-- end of results -->";

    /// <summary>Adds results to those that stand there.</summary>
    /// <exception cref="IOException">The page has no such block.</exception>
    public static void Merge(string path, ResultTable results)
    {
        var page = File.ReadAllText(path);
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < Begin.Length || end < begin)
        {
            throw new IOException($"{path} has no block for results. Add the lines {Begin.TrimEnd()} and {End}");
        }

        File.WriteAllText(path, page[..begin] + ResultTable.Parse(page[begin..end]).With(results) + page[end..]);
    }
}
