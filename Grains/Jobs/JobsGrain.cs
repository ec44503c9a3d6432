using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Errors;
using Parley.Jobs;

namespace Parley.Grains.Jobs;

/// <summary>The store of the silo that is asked. Reentrant: it holds nothing.</summary>
[GrainType("jobs"), StatelessWorker, Reentrant]
internal sealed class JobsGrain(JobStore store) : Grain, IJobsGrain
{
    public Task<Outcome<ImmutableArray<JobStatus>>> Enqueue(ImmutableArray<NewJob> jobs) => store.EnqueueAsync(jobs);

    public Task<JobStatus?> Find(string id) => store.FindAsync(id);

    public Task<Outcome<JobStatus>> Cancel(string id) => store.CancelAsync(id);

    public Task<Outcome<JobStatus>> Requeue(string id) => store.RequeueAsync(id);

    public Task<ImmutableArray<JobStatus>> List(JobQuery query) => store.ListAsync(query);

    public Task<ImmutableArray<JobQueue>> Queues() => store.QueuesAsync();

    public Task<TakenJobs> Take(TakeJobs command) => store.TakeAsync(command);

    public Task<ImmutableArray<string>> Renew(ImmutableArray<JobRenewal> renewals) => store.RenewAsync(renewals);

    public Task<bool> Settle(JobSettlement settlement) => store.SettleAsync(settlement);
}
