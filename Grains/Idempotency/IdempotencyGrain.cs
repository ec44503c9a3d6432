using Orleans.Concurrency;
using Parley.Idempotency;

namespace Parley.Grains.Idempotency;

/// <summary>The store of the silo that is asked. Reentrant: it holds nothing.</summary>
[GrainType("idempotency"), StatelessWorker, Reentrant]
internal sealed class IdempotencyGrain(IdempotencyStore store) : Grain, IIdempotencyGrain
{
    public Task<BegunRequest> Begin(BeginRequest command) => store.BeginAsync(command);

    public Task Complete(CompleteRequest command) => store.CompleteAsync(command);

    public Task Abandon(RequestKey key, string attempt) => store.AbandonAsync(key, attempt);
}
