using System.Globalization;
using System.Text;
using Parley.Benchmarks.Results;

namespace Parley.Benchmarks.Compare;

/// <summary>A distribution of several servers as SVG: a line through each one's quantiles, with the range of each; times on a logarithmic axis. Pure.</summary>
internal static class DistributionPlot
{
    private const int Width = 720;
    private const int Height = 300;
    private const int Left = 70;
    private const int Right = 200;
    private const int Top = 12;
    private const int Bottom = 28;
    private const double Least = 0.001;

    private static readonly string[] Colours = ["#2f9e6e", "#4a7fd6", "#d6604a", "#9a5fc0", "#c99a1e", "#1e9fb4", "#b4487e", "#7a7f87", "#5f8f2a"];
    private static readonly string[] Dashes = ["", "7 3", "2 3"];

    /// <param name="what">Its quantiles are figures of this name and theirs.</param>
    public static void Write(StringBuilder page, string what, string unit, IReadOnlyList<RunResult> results)
    {
        var lines = results.Select(result => (Result: result, Points: Points(result, what))).Where(line => line.Points.Count > 0).ToList();
        var all = lines.SelectMany(line => line.Points.Select(point => point.Figure)).ToList();
        var (lowest, highest) = (Decade(all.Min(one => one.Lowest), Math.Floor), Decade(all.Max(one => one.Highest), Math.Ceiling));
        highest = Math.Max(highest, lowest + 1);
        double Y(double value) => Top + ((highest - Math.Log10(Math.Max(value, Least))) / (highest - lowest) * (Height - Top - Bottom));
        var title = HtmlReport.Html($"{what}, {unit}");
        page.Append(CultureInfo.InvariantCulture, $"<h3>{title}</h3><svg viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" role=\"img\" aria-label=\"{title}\">");
        for (var decade = lowest; decade <= highest; decade++)
        {
            var (value, y) = (Math.Pow(10, decade), Y(Math.Pow(10, decade)));
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text x=\"0\" y=\"{y + 4:0.#}\">{value:#,0.###}</text>");
        }

        for (var i = 0; i < Quantiles.All.Count; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(i):0.#}\" y=\"{Height - 8}\" text-anchor=\"middle\">{Quantiles.All[i].Name}</text>");
        }

        for (var i = 0; i < lines.Count; i++)
        {
            Line(page, i, lines[i].Result, lines[i].Points, Y);
        }

        page.Append("</svg>");
    }

    private static void Line(StringBuilder page, int place, RunResult result, IReadOnlyList<(int Place, Figure Figure)> points, Func<double, double> y)
    {
        var stroke = $"stroke=\"{Colours[place % Colours.Length]}\"";
        page.Append(
            CultureInfo.InvariantCulture, $"<polyline fill=\"none\" {stroke} stroke-width=\"2\" stroke-dasharray=\"{Dashes[place % Dashes.Length]}\" points=\"").AppendJoin(
            ' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Place):0.#},{y(point.Figure.Median):0.#}"))).Append("\"/>");
        foreach (var (at, figure) in points)
        {
            page.Append(CultureInfo.InvariantCulture, $"<line {stroke} x1=\"{X(at):0.#}\" x2=\"{X(at):0.#}\" y1=\"{y(figure.Lowest):0.#}\" y2=\"{y(figure.Highest):0.#}\"/>");
        }

        var legend = Top + 10 + (place * 20);
        page.Append(CultureInfo.InvariantCulture, $"<line {stroke} stroke-width=\"2\" stroke-dasharray=\"{Dashes[place % Dashes.Length]}\" x1=\"{Width - Right + 10}\" x2=\"{Width - Right + 40}\" y1=\"{legend - 4}\" y2=\"{legend - 4}\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 46}\" y=\"{legend}\">{HtmlReport.Name(result)}</text>");
    }

    private static List<(int Place, Figure Figure)> Points(RunResult result, string what) =>
        [.. Quantiles.All.Select((quantile, place) => (Place: place, Figure: result.Find($"{what} {quantile.Name}")!)).Where(point => point.Figure is not null)];

    private static double X(int place) => Left + 20 + (place * (Width - Left - Right - 40) / (double)(Quantiles.All.Count - 1));

    /// <summary>The power of ten beside a value.</summary>
    private static double Decade(double value, Func<double, double> round) => round(Math.Log10(Math.Max(value, Least)));
}
