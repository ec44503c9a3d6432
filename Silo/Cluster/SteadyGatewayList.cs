using Orleans.Messaging;

namespace Parley.Silo.Cluster;

/// <summary>
/// The silos a frontend may talk to. A membership table that is suddenly empty has been lost rather than left by every silo at once:
/// what was listed before stays.
/// </summary>
internal sealed class SteadyGatewayList(IGatewayListProvider inner) : IGatewayListProvider
{
    private IList<Uri> _last = [];

    public TimeSpan MaxStaleness => inner.MaxStaleness;

    [Obsolete("Orleans asks no more.")]
    public bool IsUpdatable => inner.IsUpdatable;

    public Task InitializeGatewayListProvider() => inner.InitializeGatewayListProvider();

    public async Task<IList<Uri>> GetGateways()
    {
        var now = await inner.GetGateways();
        return now.Count == 0 ? _last : _last = now;
    }
}
