using System.Globalization;
using System.Net;
using System.Text;
using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>Results as one page that needs nothing else: a plot for each figure with a bar for each server's median and a line for its range, the verdicts, and all figures in a table. Pure.</summary>
public static class HtmlReport
{
    private const int Width = 720;
    private const int Bar = 22;
    private const int LabelWidth = 150;
    private const int ValueWidth = 130;

    private const string Head = """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Parley: measured</title>
        <style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
        table{border-collapse:collapse}td,th{padding:.2rem .8rem;border-bottom:1px solid #8885;text-align:right}td:first-child,th:first-child,td:nth-child(2),th:nth-child(2){text-align:left}
        svg{max-width:100%}text{fill:currentColor;font-size:13px}.bar{fill:#4a7fd6}.own{fill:#2f9e6e}.range{stroke:currentColor;stroke-width:1.5}.no{color:#c33}</style>
        <h1>Measured</h1>
        """;

    public static string Write(IReadOnlyList<RunResult> results)
    {
        var page = new StringBuilder(Head);
        foreach (var workload in results.GroupBy(result => result.Workload))
        {
            page.Append("<h2>").Append(Html(workload.Key)).Append("</h2>");
            Verdicts(page, [.. workload]);
            foreach (var figure in workload.SelectMany(result => result.Figures).Select(figure => (figure.Name, figure.Unit)).Distinct())
            {
                Plot(page, figure.Name, figure.Unit, [.. workload.Where(result => result.Figures.Any(one => one.Name == figure.Name))]);
            }

            Table(page, workload);
        }

        return page.Append("</html>\n").ToString();
    }

    private static void Verdicts(StringBuilder page, IReadOnlyList<RunResult> results)
    {
        var verdicts = Target.Judge(results).ToList();
        if (verdicts.Count > 0)
        {
            page.Append("<ul>").AppendJoin("", verdicts.Select(verdict => $"<li{(verdict.IsReached ? "" : " class=no")}>{Html(verdict.ToString())}</li>")).Append("</ul>");
        }
    }

    private static void Plot(StringBuilder page, string figure, string unit, IReadOnlyList<RunResult> results)
    {
        var figures = results.Select(result => (result.Name, Figure: result.Figures.First(one => one.Name == figure))).ToList();
        var scale = (Width - LabelWidth - ValueWidth) / Math.Max(figures.Max(one => one.Figure.Highest), double.Epsilon);
        page.Append(CultureInfo.InvariantCulture, $"<h3>{Html(figure)}, {Html(unit)}</h3><svg viewBox=\"0 0 {Width} {figures.Count * Bar}\" width=\"{Width}\" role=\"img\" aria-label=\"{Html(figure)}\">");
        for (var i = 0; i < figures.Count; i++)
        {
            var (name, one) = figures[i];
            var (top, middle) = ((i * Bar) + 3, (i * Bar) + (Bar / 2));
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{middle + 4}\">{Html(name)}</text>")
                .Append(CultureInfo.InvariantCulture, $"<rect class=\"{(name.StartsWith("parley", StringComparison.Ordinal) ? "own" : "bar")}\" x=\"{LabelWidth}\" y=\"{top}\" width=\"{one.Median * scale:0.#}\" height=\"{Bar - 6}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<line class=\"range\" x1=\"{LabelWidth + (one.Lowest * scale):0.#}\" x2=\"{LabelWidth + (one.Highest * scale):0.#}\" y1=\"{middle}\" y2=\"{middle}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth + (one.Highest * scale) + 6:0.#}\" y=\"{middle + 4}\">{one.Median:#,0.##}</text>");
        }

        page.Append("</svg>");
    }

    private static void Table(StringBuilder page, IEnumerable<RunResult> results)
    {
        page.Append("<table><tr><th>server</th><th>figure</th><th>median</th><th>lowest</th><th>highest</th><th>unit</th></tr>");
        foreach (var result in results)
        {
            foreach (var figure in result.Figures)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><td>{Html(result.Name)}</td><td>{Html(figure.Name)}</td><td>{figure.Median:#,0.###}</td><td>{figure.Lowest:#,0.###}</td><td>{figure.Highest:#,0.###}</td><td>{Html(figure.Unit)}</td></tr>");
            }
        }

        page.Append("</table>");
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
