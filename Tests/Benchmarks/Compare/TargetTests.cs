using Parley.Benchmarks.Compare;
using Parley.Benchmarks.Results;
using Xunit;

namespace Parley.Tests.Benchmarks.Compare;

public class TargetTests
{
    [Theory]
    [InlineData(6, 4, true)]
    [InlineData(6.1, 4, false)]
    public void A_ratio_is_of_medians_and_may_not_be_more(double own, double other, bool isReached)
    {
        var verdict = Assert.Single(Target.Judge([Of("parley-raw", "W2", Run.Cpu, 1, own, 99), Of("bun", "W2", Run.Cpu, 0.1, other, 50)]));

        Assert.Equal((isReached, own / other), (verdict.IsReached, verdict.Value));
        Assert.Equal(!isReached, verdict.ToString().Contains("NOT REACHED", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(899_999, false)]
    [InlineData(900_000, true)]
    public void A_figure_that_is_a_least_may_not_be_less(double deliveries, bool isReached) =>
        Assert.Equal(isReached, Assert.Single(Target.Judge([Of("parley-raw", "W4", Run.Deliveries, deliveries)])).IsReached);

    [Theory]
    [InlineData(11, true)]
    [InlineData(11.5, false)]
    public void Clients_that_do_not_read_are_judged_by_the_same_work_without_them(double p99, bool isReached)
    {
        var verdict = Assert.Single(Target.Judge([Of("parley-hub", "W2", Run.P99, 10), Of("parley-hub", "W7", Run.P99, p99)]));

        Assert.Equal(isReached, verdict.IsReached);
        Assert.Contains("ratio to its own in W2", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_judged_without_the_other_side() =>
        Assert.Empty(Target.Judge([Of("parley-raw", "W2", Run.Cpu, 1), Of("bun", "W1", Run.Cpu, 1), new RunResult("ws", "W2", [])]));

    [Fact]
    public void Every_Parley_has_a_ratio_to_every_other_server_of_its_workload_and_to_no_Parley()
    {
        var ratios = Ratio.Of([Of("parley-raw", "W3", Run.Cpu, 3), Of("parley-hub", "W3", Run.Cpu, 6), Of("ws", "W3", Run.Cpu, 2), Of("bun", "W1", Run.Cpu, 2), new RunResult("bun", "W3", [])]);

        Assert.Equal([("parley-raw", "ws", 1.5), ("parley-hub", "ws", 3)], ratios.Select(ratio => (ratio.Server, ratio.Peer, ratio.Value)));
    }

    private static RunResult Of(string server, string workload, string figure, params double[] values) => new(server, workload, [new Figure(figure, "µs", values)]);
}
