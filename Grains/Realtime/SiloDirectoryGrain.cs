using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.Runtime;
using Parley.Dashboard;
using Parley.Realtime;

namespace Parley.Grains.Realtime;

/// <summary>Says what this silo knows, without a look at the membership table: Redis may be away.</summary>
[GrainType("silo-directory"), StatelessWorker]
public sealed class SiloDirectoryGrain(ISiloStatusOracle silos) : Grain, ISiloDirectoryGrain
{
    public Task<ImmutableArray<string>> Active() =>
        Task.FromResult(silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => silo.ToParsableString()).Order(StringComparer.Ordinal).ToImmutableArray());

    public Task<ImmutableArray<SiloMember>> Members() => Task.FromResult<ImmutableArray<SiloMember>>(
    [
        .. silos.GetApproximateSiloStatuses(onlyActive: false).Select(silo => new SiloMember(
            silo.Key.ToParsableString(), silos.TryGetSiloName(silo.Key, out var name) ? name : "", silo.Key.Endpoint.ToString(), silo.Value.ToString())),
    ]);
}
