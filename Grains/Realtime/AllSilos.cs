using Orleans;
using Parley.Realtime;

namespace Parley.Grains.Realtime;

/// <summary>Tells something to all silos, and by them to all frontends.</summary>
public sealed class AllSilos(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>A silo that is dying is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    /// <summary>Returns when all that can be reached have heard it.</summary>
    public async Task TellAsync(Func<ISiloGrain, Task> tell)
    {
        // Frontends renew on all silos, and all are asked: one that another silo does not know yet may be known here.
        var silos = await grains.GetGrain<ISiloDirectoryGrain>(0).Active();
        await Task.WhenAll(silos.Select(async silo =>
        {
            try
            {
                await tell(grains.GetGrain<ISiloGrain>(silo)).WaitAsync(Patience, clock);
            }
            catch (Exception e) when (e is TimeoutException or OrleansException)
            {
                // What is told is found out in another way as well.
            }
        }));
    }
}
