using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Rooms and members as the tables beside the log have them: written in the log's own transactions, read here.</summary>
public interface IRoomDirectory
{
    /// <summary>Id of the room with this name key (<see cref="RoomNames.Key"/>); null: none.</summary>
    Task<string?> FindAsync(string nameKey);

    /// <summary>Public rooms and the reader's own, by name; or the latter alone.</summary>
    Task<ImmutableArray<RoomView>> ListAsync(string reader, bool mineOnly, int limit);

    /// <summary>Members by user id; null if there is no such room, or the reader may not know of it.</summary>
    Task<ImmutableArray<RoomMember>?> MembersAsync(string room, string reader, string? after, int limit);
}
