using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Runtime;
using Parley.Dashboard;
using Parley.Realtime;

namespace Parley.Grains.Realtime;

[GrainType("silo-directory"), StatelessWorker]
public sealed class SiloDirectoryGrain(IClusterMembershipService membership) : Grain, ISiloDirectoryGrain
{
    public async Task<ImmutableArray<string>> Active()
    {
        var hosts = await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return [.. hosts.Keys.Select(silo => silo.ToParsableString())];
    }

    /// <summary>As this silo knows it: without a look at the membership table, which may be what has failed.</summary>
    public Task<ImmutableArray<SiloMember>> Members() => Task.FromResult<ImmutableArray<SiloMember>>(
    [
        .. membership.CurrentSnapshot.Members.Values.Select(member => new SiloMember(
            member.SiloAddress.ToParsableString(), member.Name, member.SiloAddress.Endpoint.ToString(), member.Status.ToString())),
    ]);
}
