using System.Text.Json;
using Parley.Benchmarks.Durable;
using Xunit;

namespace Parley.Tests.Benchmarks.Durable;

public class DurableBenchmarkTests
{
    [Fact]
    public async Task A_small_run_against_a_server_of_its_own_measures_and_loses_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("parley-durable-");
        try
        {
            var load = new DurableBenchmark.Load("sqlite", Rooms: 2, Members: 2, InFlight: 2, Seconds: 1, WarmUp: 0, Runs: 1, ControlSeconds: 0, Output: folder.FullName);
            Assert.Equal(0, await DurableBenchmark.RunAsync(load, TestContext.Current.CancellationToken));

            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "results.json"), TestContext.Current.CancellationToken));
            var parley = json.RootElement.EnumerateArray().Single(result => result.GetProperty("name").GetString()!.StartsWith("Parley", StringComparison.Ordinal));
            var figures = parley.GetProperty("figures").EnumerateArray().ToDictionary(figure => figure.GetProperty("name").GetString()!, figure => figure.GetProperty("median").GetDouble());
            Assert.True(figures["acknowledged"] > 0);
            Assert.InRange(figures["ack p99 at half load"], 0.001, 30_000);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
