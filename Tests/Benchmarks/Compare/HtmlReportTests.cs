using System.Text.RegularExpressions;
using System.Xml.Linq;
using Parley.Benchmarks;
using Parley.Benchmarks.Compare;
using Parley.Benchmarks.Results;
using Xunit;

namespace Parley.Tests.Benchmarks.Compare;

public class HtmlReportTests
{
    private static readonly IReadOnlyList<RunResult> Results =
    [
        new("parley-raw", "W2", [new Figure(Run.Cpu, "µs", [4, 5, 6]), .. Delays(1)]),
        new("bun", "W2", [new Figure(Run.Cpu, "µs", [4]), .. Delays(2)]) { Notes = ["run 2: the load generator used 91 % of its core"] },
        new("<other>", "W2", []) { Notes = ["run 1 has no figures: Void: something is missing."] },
    ];

    [Fact]
    public void A_figure_is_bars_and_a_distribution_is_lines()
    {
        var plots = Plots(HtmlReport.Write([("one", Results)]));

        Assert.Equal(["server CPU per delivery, µs", "delay, ms"], plots.Select(plot => (string)plot.Attribute("aria-label")!));
        Assert.Equal((2, 0), (plots[0].Elements("rect").Count(), plots[0].Elements("polyline").Count()));
        Assert.Equal((0, 2), (plots[1].Elements("rect").Count(), plots[1].Elements("polyline").Count()));
        Assert.All(plots[1].Elements("polyline"), line => Assert.Equal(5, ((string)line.Attribute("points")!).Split(' ').Length));
    }

    [Fact]
    public void What_casts_doubt_on_a_figure_is_said_and_its_rows_are_marked()
    {
        var page = HtmlReport.Write([("one", Results)]);

        Assert.Contains("<li>bun: run 2: the load generator used 91 % of its core</li>", page, StringComparison.Ordinal);
        Assert.Contains("<li>&lt;other&gt;: run 1 has no figures", page, StringComparison.Ordinal);
        Assert.Contains("<td>bun †</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<td>parley-raw †</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_needs_nothing_from_elsewhere() => Assert.DoesNotMatch("(src|href)=", HtmlReport.Write([("one", Results)]));

    [Fact]
    public async Task It_is_written_from_several_measurements_each_judged_by_itself()
    {
        var folder = Directory.CreateTempSubdirectory("parley-report-").FullName;
        try
        {
            var (first, second) = (Path.Combine(folder, "first"), Path.Combine(folder, "second"));
            await ResultsFile.WriteAsync(first, [Results[0]], TestContext.Current.CancellationToken);
            await ResultsFile.WriteAsync(second, [Results[1], Results[2]], TestContext.Current.CancellationToken);
            await HtmlReport.WriteAsync([first, second], folder, TestContext.Current.CancellationToken);

            var page = await File.ReadAllTextAsync(Path.Combine(folder, "report.html"), TestContext.Current.CancellationToken);
            Assert.Contains("<h2>W2, first</h2>", page, StringComparison.Ordinal);
            Assert.Contains("<h2>W2, second</h2>", page, StringComparison.Ordinal);
            Assert.Contains("<td>server CPU per delivery</td><td>5</td><td>4</td><td>6</td>", page, StringComparison.Ordinal);
            Assert.Contains("91 %", page, StringComparison.Ordinal);
            Assert.DoesNotContain("ratio", page, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_without_results_is_refused() =>
        await Assert.ThrowsAsync<BenchmarkException>(() => HtmlReport.WriteAsync(["/nowhere"], "/nowhere", TestContext.Current.CancellationToken));

    private static Figure[] Delays(double factor) => [.. Quantiles.All.Select((quantile, i) => new Figure($"delay {quantile.Name}", "ms", [factor * (i + 1), factor * (i + 2)]))];

    private static List<XElement> Plots(string page) => [.. Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline).Select(match => XElement.Parse(match.Value))];
}
