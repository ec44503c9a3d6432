using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Dashboard;
using Parley.Errors;
using Parley.Sessions;
using Parley.Throttling;

namespace Parley.Realtime;

/// <summary>
/// What frontends say to a silo as a whole rather than to one room. Key: the silo's address; the grain always lives on
/// that silo, and dies with it.
/// </summary>
[Alias("parley.silo"), GrainInterfaceType("silo")]
public interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>
    /// Registers the frontend for announcements and renews its attachments: one call for all rooms of this silo.
    /// Answers with the rooms that must be attached again, because the silo does not hold them or their head has moved past
    /// what the frontend says it has.
    /// </summary>
    /// <param name="positions">Rooms with the last number the frontend has fanned out; at most 1000 a call.</param>
    [Alias("renew"), AlwaysInterleave] Task<ImmutableArray<string>> Renew(string frontend, IFrontendObserver observer, ImmutableArray<RoomHead> positions);

    /// <summary>Rooms that are active on this silo.</summary>
    [Alias("room-count"), AlwaysInterleave] Task<int> RoomCount();

    /// <summary>How this silo is doing.</summary>
    [Alias("report"), AlwaysInterleave, ResponseTimeout("00:00:02")] Task<SiloReport> Report();

    /// <summary>Asks frontends that have renewed here how they are doing; those that do not answer within a second are left out.</summary>
    [Alias("report-frontends"), AlwaysInterleave, ResponseTimeout("00:00:04")] Task<ImmutableArray<FrontendReport>> ReportFrontends(ImmutableArray<string> ids);

    /// <summary>Tells the frontends that renew here of sessions that have ended; answers when they have heard it, or after half a second.</summary>
    [Alias("sessions-ended"), AlwaysInterleave, ResponseTimeout("00:00:03")] Task SessionsEnded(ImmutableArray<EndedSession> sessions);

    /// <summary>Tells the frontends that renew here of users whose profile is another now; answers when they have heard it, or after half a second.</summary>
    [Alias("profiles-changed"), AlwaysInterleave, ResponseTimeout("00:00:03")] Task ProfilesChanged(ImmutableArray<string> users);

    /// <summary>Who is refused here for asking too often.</summary>
    [Alias("blocked"), AlwaysInterleave, ResponseTimeout("00:00:02")] Task<ImmutableArray<BlockedKey>> Blocked();

    /// <summary>A refusal was lifted: forgets it, and tells the frontends that renew here; answers when they have heard it, or after half a second.</summary>
    [Alias("limit-lifted"), AlwaysInterleave, ResponseTimeout("00:00:03")] Task LimitLifted(string scope, string key);

    /// <summary>
    /// Has this silo stop as on SIGTERM, right after the answer: its rooms move to others. The refusal as <c>not-in-this-mode</c>, or as <c>last-node</c> if it is the only
    /// one; null: it goes.
    /// </summary>
    /// <param name="force">Also if it is the only one.</param>
    [Alias("drain"), AlwaysInterleave] Task<Error?> Drain(bool force);

    /// <summary>
    /// Has a frontend that renews here stop as on SIGTERM: its clients connect elsewhere. Refused as <see cref="Drain"/> is, or as <c>frontend-not-found</c> if it does not
    /// answer.
    /// </summary>
    [Alias("drain-frontend"), AlwaysInterleave, ResponseTimeout("00:00:03")] Task<Error?> DrainFrontend(string frontend, bool force);

    /// <summary>
    /// Development only: ends the process of this silo as a crash would, right after the answer. The refusal if it is not that
    /// kind of process, or not Development; null: it goes.
    /// </summary>
    [Alias("kill"), AlwaysInterleave] Task<Error?> Kill();
}

/// <summary>Tells a frontend which silos there are. Key: 0; any number of activations.</summary>
[Alias("parley.silo-directory"), GrainInterfaceType("silo-directory")]
public interface ISiloDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Keys of the <see cref="ISiloGrain"/>s of all active silos.</summary>
    [Alias("active")] Task<ImmutableArray<string>> Active();

    /// <summary>All silos the cluster knows of, also those that join, stop or are dead.</summary>
    [Alias("members"), ResponseTimeout("00:00:02")] Task<ImmutableArray<SiloMember>> Members();
}
