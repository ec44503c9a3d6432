using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

[GrainType("revocations"), StatelessWorker]
public sealed class RevocationsGrain(RevocationStore store) : Grain, IRevocationsGrain
{
    public Task<ImmutableArray<Revocation>> After(long lastId) => store.ReadAfterAsync(lastId);
}
