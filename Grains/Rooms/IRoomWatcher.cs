using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Sees the committed events of all rooms of this silo, in order within a room. May miss some when a silo dies.</summary>
public interface IRoomWatcher
{
    /// <summary>Must return at once and not throw.</summary>
    void Committed(string room, ImmutableArray<RoomEvent> events);
}
