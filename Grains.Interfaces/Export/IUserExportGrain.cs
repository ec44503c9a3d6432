using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Export;

/// <summary>What a user has written and done, for the user. Key: user id.</summary>
[Alias("parley.user-export"), GrainInterfaceType("user-export")]
public interface IUserExportGrain : IGrainWithStringKey
{
    /// <summary>Ids of all rooms that the user is, or was, a member of.</summary>
    [Alias("rooms"), Repeatable] Task<ImmutableArray<string>> Rooms();

    /// <summary>Events of a room that the user has caused, by number, also where the user may not read any more: they are the user's own.</summary>
    /// <param name="after">Those with a higher number.</param>
    /// <param name="limit">1–500; more is reduced. Fewer come if they are long; none: there are no more.</param>
    [Alias("events"), Repeatable] Task<ImmutableArray<RoomEvent>> Events(string room, long after, int limit);
}
