using System.Collections.Immutable;
using Parley.Grains.Realtime;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>
/// Tells all frontends at once of sessions that have ended, so that who has ended them may rely on it when the answer comes: nothing
/// goes out to them any more. Whoever does not hear it learns of it by the feed, within its period.
/// </summary>
public sealed class SessionEnds(AllSilos silos)
{
    /// <summary>Returns when all frontends that can be reached have let go of them. They must be in the feed already.</summary>
    public Task AnnounceAsync(ImmutableArray<EndedSession> sessions) => sessions.IsEmpty ? Task.CompletedTask : silos.TellAsync(silo => silo.SessionsEnded(sessions));
}
