using System.Text.Json;
using Parley.Benchmarks.Results;
using Xunit;

namespace Parley.Tests.Benchmarks.Results;

public class MeasuredTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    [InlineData(new[] { 7.0 }, 7)]
    public void A_figure_is_the_median_of_its_runs_and_their_range(double[] values, double median)
    {
        var figure = new Figure("acknowledged", "/s", values);

        Assert.Equal((median, values.Min(), values.Max()), (figure.Median, figure.Lowest, figure.Highest));
    }

    [Fact]
    public async Task What_was_measured_is_written_server_by_server_in_the_order_of_measuring()
    {
        var folder = Directory.CreateTempSubdirectory("parley-measured-");
        try
        {
            var measured = new Measured("W6");
            measured.Add("b", "acknowledged", "/s", 10);
            measured.Add("a", "acknowledged", "/s", 1);
            measured.Add("b", "acknowledged", "/s", 20);
            measured.Add("b", "ack p99", "ms", 5);
            await measured.ReportAsync(folder.FullName, TestContext.Current.CancellationToken);

            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "results.json"), TestContext.Current.CancellationToken));
            var (first, second) = (json.RootElement[0], json.RootElement[1]);
            Assert.Equal(("b", "W6", "a"), (first.GetProperty("name").GetString(), first.GetProperty("workload").GetString(), second.GetProperty("name").GetString()));
            Assert.Equal(["acknowledged", "ack p99"], first.GetProperty("figures").EnumerateArray().Select(figure => figure.GetProperty("name").GetString()));
            Assert.Equal(15, first.GetProperty("figures")[0].GetProperty("median").GetDouble());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
