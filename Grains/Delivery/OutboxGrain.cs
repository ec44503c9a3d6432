using Orleans;
using Orleans.Concurrency;
using Parley.Delivery;

namespace Parley.Grains.Delivery;

[GrainType("outbox"), StatelessWorker]
internal sealed class OutboxGrain(Outbox outbox) : Grain, IOutboxGrain
{
    public Task<OutboxStatus> Status() => outbox.StatusAsync();
}
