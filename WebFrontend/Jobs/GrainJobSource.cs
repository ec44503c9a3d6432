using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Jobs;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Jobs;

/// <summary>Where the worker of a frontend has its jobs from: any silo. What others take in it hears of when it looks.</summary>
internal sealed class GrainJobSource(IGrainFactory grains, IOptions<JobOptions> options) : IJobSource, IDisposable
{
    private readonly SemaphoreSlim _woken = new(0);

    /// <summary>Nothing while no silo answers: that is said elsewhere. Not when the next one is due, which may be of a kind for silos alone: what was put off can wait until it looks.</summary>
    public async Task<TakenJobs> TakeAsync(TakeJobs command)
    {
        try
        {
            return (await grains.Jobs().Take(command)) with { Next = null };
        }
        catch (Exception e) when (Unavailability.IsUnavailable(e))
        {
            return new TakenJobs([], null, options.Value.Lease);
        }
    }

    public Task<ImmutableArray<string>> RenewAsync(ImmutableArray<JobRenewal> renewals) => grains.Jobs().Renew(renewals);

    public Task<bool> SettleAsync(JobSettlement settlement) => grains.Jobs().Settle(settlement);

    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => _woken.WaitAsync(longest, cancellation);

    public void Wake()
    {
        if (_woken.CurrentCount == 0)
        {
            _woken.Release();
        }
    }

    public void Dispose() => _woken.Dispose();
}
