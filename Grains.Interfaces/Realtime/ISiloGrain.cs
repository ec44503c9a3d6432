using System.Collections.Immutable;
using Orleans.Concurrency;

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
}

/// <summary>Tells a frontend which silos there are. Key: 0; any number of activations.</summary>
[Alias("parley.silo-directory"), GrainInterfaceType("silo-directory")]
public interface ISiloDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Keys of the <see cref="ISiloGrain"/>s of all active silos.</summary>
    [Alias("active")] Task<ImmutableArray<string>> Active();
}
