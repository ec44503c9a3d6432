using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Parley.Errors;
using Parley.Grains.Realtime;
using Parley.Realtime;
using Parley.Throttling;

namespace Parley.Grains.Throttling;

[GrainType("limits"), StatelessWorker, Reentrant]
internal sealed class LimitsGrain(AllSilos silos, TimeProvider clock) : Grain, ILimitsGrain
{
    private const int Most = 1000;

    public async Task<ImmutableArray<BlockedKey>> Blocked()
    {
        var now = clock.GetUtcNow();
        var all = new List<BlockedKey>();
        await silos.TellAsync(async silo =>
        {
            var some = await silo.Blocked();
            lock (all)
            {
                all.AddRange(some);
            }
        });
        lock (all) // a silo that answers too late may still be at it
        {
            return
            [
                .. all.Where(one => one.Until > now).OrderByDescending(one => one.Until)
                    .DistinctBy(one => (one.Scope, one.Key)) // what has moved was noted on two silos
                    .Take(Most),
            ];
        }
    }

    public async Task<Error?> Lift(string scope, string key)
    {
        if (!(await Blocked()).Any(one => one.Scope == scope && one.Key == key))
        {
            return ErrorCatalog.Error(ErrorCatalog.BlockNotFound);
        }

        await (scope == ILimitsGrain.AccountScope ? GrainFactory.SignInGuard(key).Reset() : GrainFactory.Throttle(scope, key).Reset());
        await silos.TellAsync(silo => silo.LimitLifted(scope, key));
        return null;
    }
}
