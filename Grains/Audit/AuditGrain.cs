using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Audit;

namespace Parley.Grains.Audit;

[GrainType("audit"), StatelessWorker]
internal sealed class AuditGrain(AuditLog log) : Grain, IAuditGrain
{
    public Task Write(ImmutableArray<AuditEntry> entries) => entries.Length is > 0 and <= IAuditGrain.MaxBatch
        ? log.AppendAsync(entries)
        : throw new ArgumentException($"Write 1 to {IAuditGrain.MaxBatch} entries at a time.", nameof(entries));

    public Task<ImmutableArray<AuditRecord>> Read(AuditQuery query) => log.ReadAsync(query with { Limit = Math.Clamp(query.Limit, 1, IAuditGrain.MaxPage) });

    public Task<AuditVerification> Verify() => log.VerifyAsync();
}
