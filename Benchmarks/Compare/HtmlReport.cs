using System.Globalization;
using System.Net;
using System.Text;
using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>
/// Results as one page that needs nothing else: for each workload what was reached, what casts doubt on it, a plot for each figure, and all figures in a table. Each measurement is
/// judged by itself: figures are compared with those that were measured in turns with them, and with no others.
/// </summary>
public static class HtmlReport
{
    private const string Head = """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Parley: measured</title>
        <style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
        table{border-collapse:collapse}td,th{padding:.2rem .8rem;border-bottom:1px solid #8885;text-align:right}td:first-child,th:first-child,td:nth-child(2),th:nth-child(2){text-align:left}
        svg{max-width:100%}text{fill:currentColor;font-size:13px}.bar{fill:#4a7fd6}.own{fill:#2f9e6e}.range{stroke:currentColor;stroke-width:1.5}.grid{stroke:#8885}.no{color:#c33}</style>
        <h1>Measured</h1>
        """;

    /// <summary>Writes <c>report.html</c> from the <c>results.json</c> of one or several folders.</summary>
    public static async Task WriteAsync(IReadOnlyList<string> inputs, string output, CancellationToken cancellation)
    {
        var measurements = new List<(string Title, IReadOnlyList<RunResult> Results)>();
        foreach (var input in inputs)
        {
            measurements.Add((Path.GetFileName(Path.GetFullPath(input).TrimEnd(Path.DirectorySeparatorChar)), await ResultsFile.ReadAsync(input, cancellation)));
        }

        Directory.CreateDirectory(output);
        await File.WriteAllTextAsync(Path.Combine(output, "report.html"), Write(measurements), cancellation);
    }

    /// <summary>The page. Pure.</summary>
    public static string Write(IReadOnlyList<(string Title, IReadOnlyList<RunResult> Results)> measurements)
    {
        var page = new StringBuilder(Head);
        foreach (var (title, results) in measurements)
        {
            foreach (var workload in results.GroupBy(result => result.Workload))
            {
                page.Append("<h2>").Append(Html(workload.Key)).Append(measurements.Count > 1 ? $", {Html(title)}" : "").Append("</h2>");
                List(page, "no", workload.SelectMany(result => result.Notes.Select(note => $"{result.Name}: {note}")));
                Verdicts(page, workload.Key, results);
                Plots(page, [.. workload]);
                Ratios(page, [.. workload]);
                Table(page, workload);
            }
        }

        return page.Append("</html>\n").ToString();
    }

    /// <summary>A server's name; a dagger says that there are notes on it.</summary>
    internal static string Name(RunResult result) => Html(result.Name) + (result.Notes.Count > 0 ? " †" : "");

    internal static string Html(string text) => WebUtility.HtmlEncode(text);

    private static void Verdicts(StringBuilder page, string workload, IReadOnlyList<RunResult> results)
    {
        var verdicts = Target.Judge(results).Where(verdict => verdict.Target.Workload == workload).ToLookup(verdict => verdict.IsReached, verdict => verdict.ToString());
        List(page, "no", verdicts[false]);
        List(page, "yes", verdicts[true]);
    }

    private static void List(StringBuilder page, string css, IEnumerable<string> sentences)
    {
        if (sentences.Any())
        {
            page.Append(CultureInfo.InvariantCulture, $"<ul class=\"{css}\">").AppendJoin("", sentences.Select(sentence => $"<li>{Html(sentence)}</li>")).Append("</ul>");
        }
    }

    private static void Plots(StringBuilder page, IReadOnlyList<RunResult> results)
    {
        var names = results.SelectMany(result => result.Figures).Select(figure => (figure.Name, figure.Unit)).DistinctBy(figure => figure.Name).ToList();

        // Two quantiles, as some measurements have, are two figures: a line through them would say more than was measured.
        var distributions = names.GroupBy(figure => Quantiles.Of(figure.Name)).Where(group => group.Key is not null && group.Count() > 2).ToDictionary(group => group.Key!, group => group.First().Unit);
        foreach (var (name, unit) in names)
        {
            if (Quantiles.Of(name) is not { } what || !distributions.TryGetValue(what, out var unitOfAll))
            {
                BarPlot.Write(page, name, unit, [.. results.Where(result => result.Find(name) is not null)]);
            }
            else if (name == names.First(one => Quantiles.Of(one.Name) == what).Name)
            {
                DistributionPlot.Write(page, what, unitOfAll, results);
            }
        }
    }

    private static void Ratios(StringBuilder page, IReadOnlyList<RunResult> results)
    {
        var ratios = Ratio.Of(results).ToList();
        if (ratios.Count > 0)
        {
            page.Append("<h3>Parley beside the others</h3><table><tr><th>server</th><th>beside</th><th>figure</th><th>ratio</th></tr>");
            foreach (var ratio in ratios)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html(ratio.Server)}</td><td>{Html(ratio.Peer)}</td><td>{Html(ratio.Figure)}</td><td>{ratio.Value:#,0.##}</td></tr>");
            }

            page.Append("</table>");
        }
    }

    private static void Table(StringBuilder page, IEnumerable<RunResult> results)
    {
        page.Append("<h3>All figures</h3><table><tr><th>server</th><th>figure</th><th>median</th><th>lowest</th><th>highest</th><th>unit</th></tr>");
        foreach (var result in results)
        {
            foreach (var figure in result.Figures)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><td>{Name(result)}</td><td>{Html(figure.Name)}</td><td>{figure.Median:#,0.###}</td><td>{figure.Lowest:#,0.###}</td><td>{figure.Highest:#,0.###}</td><td>{Html(figure.Unit)}</td></tr>");
            }
        }

        page.Append("</table>");
    }
}
