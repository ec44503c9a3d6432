using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Runtime;
using Parley.Realtime;

namespace Parley.Grains.Realtime;

[GrainType("silo-directory"), StatelessWorker]
public sealed class SiloDirectoryGrain : Grain, ISiloDirectoryGrain
{
    public async Task<ImmutableArray<string>> Active()
    {
        var hosts = await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return [.. hosts.Keys.Select(silo => silo.ToParsableString())];
    }
}
