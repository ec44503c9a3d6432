using Parley.Faults.Checking;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Cluster;

/// <summary>A short run each of the faults that an operator is most likely to meet. Longer runs, and all other faults: <c>./test.sh faults</c>.</summary>
[Collection(ClusterTests.Name)]
public sealed class ClusterFaultsTests(ClusterUnderFaults cluster) : IClassFixture<ClusterUnderFaults>
{
    [Theory]
    [InlineData("silo kill -9", 1)]
    [InlineData("silo SIGSTOP 5 s", 2)]
    [InlineData("mariadb kill -9", 3)]
    [InlineData("redis kill -9", 4)]
    public async Task Every_promise_is_kept_under(string fault, int seed)
    {
        var result = await cluster.RunAsync(fault, seed);
        Assert.True(result.Verdict == Verdict.Green, ClusterUnderFaults.Explain(result));
    }

    /// <summary>The other way round: when the server really breaks a promise, the same run says so. The other control is one of <c>./test.sh faults</c>.</summary>
    [Fact]
    public async Task A_run_turns_red_when_an_acknowledged_event_disappears()
    {
        var removed = await cluster.RunAsync("control: an acknowledged event removed", 5);
        Assert.True(removed.Verdict == Verdict.Red && removed.Lost > 0 && removed.Gaps > 0, ClusterUnderFaults.Explain(removed));
    }
}
