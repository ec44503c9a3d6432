using System.Net.Sockets;
using Parley.Benchmarks.Compare;
using Parley.Benchmarks.Peers;
using Parley.Benchmarks.Results;
using Xunit;

namespace Parley.Tests.Benchmarks.Compare;

public class CompareBenchmarkTests
{
    private static readonly Workload Small = new("small", "for a test", Rooms: 2, Members: 3, Rate: 20);
    private static readonly Run.Length Short = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    [Fact]
    public async Task A_server_is_measured_and_every_delivery_is_counted()
    {
        var measured = new Measured(Small.Name);

        Assert.True(await CompareBenchmark.TryAsync(AllPeers.Find("parley-raw"), Small, Short, 1, measured, TestContext.Current.CancellationToken), string.Join(' ', measured.Results.SelectMany(result => result.Notes)));

        var result = Assert.Single(measured.Results);
        Assert.InRange(result.Find(Run.Deliveries)!.Median, 50, 150); // 120 are asked; the last ones may come when the time is over
        Assert.All([Run.Cpu, .. Quantiles.All.Select(quantile => $"delay {quantile.Name}"), "acknowledged", "ack p99", Run.Memory, Run.Harness], name => Assert.True(result.Find(name)?.Median > 0, name));
    }

    [Fact]
    public async Task Whatever_goes_wrong_with_a_run_is_noted_and_ends_only_that_run()
    {
        var measured = new Measured(Small.Name);

        Assert.False(await CompareBenchmark.TryAsync(new Broken(), Small, Short, 2, measured, TestContext.Current.CancellationToken));

        var result = Assert.Single(measured.Results);
        Assert.StartsWith("run 2 has no figures: SocketException", Assert.Single(result.Notes), StringComparison.Ordinal);
        Assert.Empty(result.Figures);
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(81, true)]
    public void A_load_generator_that_was_busy_is_noted(double percent, bool isNoted) => Assert.Equal(isNoted, Run.BusyNote(1, percent) is not null);

    /// <summary>A server that cannot be started.</summary>
    private sealed class Broken : IPeer
    {
        public string Name => "broken";

        public bool IsDurable => false;

        public Task<IRunningPeer> StartAsync(CancellationToken cancellation) => throw new SocketException((int)SocketError.ConnectionRefused);
    }
}
