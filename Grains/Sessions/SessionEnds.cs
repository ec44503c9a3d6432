using System.Collections.Immutable;
using Orleans;
using Parley.Realtime;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>
/// Tells all frontends at once of sessions that have ended, so that who has ended them may rely on it when the answer comes: nothing
/// goes out to them any more. Whoever does not hear it learns of it by the feed, within its period.
/// </summary>
public sealed class SessionEnds(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>A silo that is dying is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    /// <summary>Returns when all frontends that can be reached have let go of them. They must be in the feed already.</summary>
    public async Task AnnounceAsync(ImmutableArray<EndedSession> sessions)
    {
        if (sessions.IsEmpty)
        {
            return;
        }

        // Frontends renew on all silos, and all are asked: one that another silo does not know yet may be known here.
        var silos = await grains.GetGrain<ISiloDirectoryGrain>(0).Active();
        await Task.WhenAll(silos.Select(async silo =>
        {
            try
            {
                await grains.GetGrain<ISiloGrain>(silo).SessionsEnded(sessions).WaitAsync(Patience, clock);
            }
            catch (Exception e) when (e is TimeoutException or OrleansException)
            {
                // The feed has it.
            }
        }));
    }
}
