using System.Globalization;
using System.Text;
using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>One figure of several servers as SVG: a bar for each median, a line for its range. Pure.</summary>
internal static class BarPlot
{
    private const int Width = 720;
    private const int Bar = 22;
    private const int LabelWidth = 190;
    private const int ValueWidth = 130;

    /// <param name="results">Those that have the figure.</param>
    public static void Write(StringBuilder page, string figure, string unit, IReadOnlyList<RunResult> results)
    {
        var figures = results.Select(result => (Result: result, Figure: result.Find(figure)!)).ToList();
        var scale = (Width - LabelWidth - ValueWidth) / Math.Max(figures.Max(one => one.Figure.Highest), double.Epsilon);
        var title = HtmlReport.Html($"{figure}, {unit}");
        page.Append(CultureInfo.InvariantCulture, $"<h3>{title}</h3><svg viewBox=\"0 0 {Width} {figures.Count * Bar}\" width=\"{Width}\" role=\"img\" aria-label=\"{title}\">");
        for (var i = 0; i < figures.Count; i++)
        {
            var (result, one) = figures[i];
            var (top, middle) = ((i * Bar) + 3, (i * Bar) + (Bar / 2));
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{middle + 4}\">{HtmlReport.Name(result)}</text>")
                .Append(CultureInfo.InvariantCulture, $"<rect class=\"{(Ratio.IsOwn(result.Name) ? "own" : "bar")}\" x=\"{LabelWidth}\" y=\"{top}\" width=\"{one.Median * scale:0.#}\" height=\"{Bar - 6}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<line class=\"range\" x1=\"{LabelWidth + (one.Lowest * scale):0.#}\" x2=\"{LabelWidth + (one.Highest * scale):0.#}\" y1=\"{middle}\" y2=\"{middle}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth + (one.Highest * scale) + 6:0.#}\" y=\"{middle + 4}\">{one.Median:#,0.##}</text>");
        }

        page.Append("</svg>");
    }
}
