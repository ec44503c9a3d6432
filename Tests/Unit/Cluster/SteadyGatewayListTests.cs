using Orleans.Messaging;
using Parley.Silo.Cluster;
using Xunit;

namespace Parley.Tests.Unit.Cluster;

public class SteadyGatewayListTests
{
    [Fact]
    public async Task A_list_that_is_suddenly_empty_changes_nothing_and_a_shorter_one_counts()
    {
        var inner = new Gateways();
        var list = new SteadyGatewayList(inner);
        Assert.Empty(await list.GetGateways()); // nothing has ever been there

        inner.Now = [new("gwy.tcp://1.1.1.1:1/0"), new("gwy.tcp://2.2.2.2:2/0")];
        Assert.Equal(2, (await list.GetGateways()).Count);
        inner.Now = [];
        Assert.Equal(2, (await list.GetGateways()).Count);
        inner.Now = [new("gwy.tcp://2.2.2.2:2/0")];
        Assert.Equal(inner.Now, await list.GetGateways());
    }

    private sealed class Gateways : IGatewayListProvider
    {
        public IList<Uri> Now { get; set; } = [];

        public TimeSpan MaxStaleness => TimeSpan.Zero;

        [Obsolete("Orleans asks no more.")]
        public bool IsUpdatable => true;

        public Task InitializeGatewayListProvider() => Task.CompletedTask;

        public Task<IList<Uri>> GetGateways() => Task.FromResult(Now);
    }
}
