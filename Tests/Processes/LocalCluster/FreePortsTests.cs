using System.Globalization;
using Parley.LocalCluster;
using Parley.LocalCluster.Plan;
using Xunit;

namespace Parley.Tests.Processes.LocalCluster;

public class FreePortsTests
{
    [Fact]
    public void No_port_is_given_twice_and_none_that_somebody_has()
    {
        var ports = new FreePorts(first: 10_000, highest: 10_005, isFree: port => port != 10_001, taken: [10_003]);

        Assert.Equal([10_000, 10_002, 10_004, 10_005], new[] { ports.Next(), ports.Next(), ports.Next(), ports.Next() });
    }

    [Fact]
    public void After_the_last_port_come_the_first_ones()
    {
        var ports = new FreePorts(first: 10_002, highest: 10_002, isFree: _ => true, taken: []);

        Assert.Equal([10_002, 10_000, 10_001], new[] { ports.Next(), ports.Next(), ports.Next() });
    }

    [Fact]
    public void When_none_is_left_it_says_so()
    {
        var ports = new FreePorts(first: 10_000, highest: 10_100, isFree: _ => false, taken: []);

        Assert.Equal("No port from 10000 to 10100 is free on 127.0.0.1.", Assert.Throws<ClusterException>(() => ports.Next()).Message);
    }

    [Fact]
    public async Task Ports_lie_below_those_of_outgoing_connections()
    {
        var range = await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_local_port_range", TestContext.Current.CancellationToken);
        var lowest = int.Parse(range.Split()[0], CultureInfo.InvariantCulture);
        Assert.SkipWhen(lowest < 12_000, "This machine gives nearly all ports to outgoing connections.");

        Assert.InRange(FreePorts.OfThisMachine([]).Next(), 10_000, lowest - 1);
    }
}
