using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Rooms;

/// <summary>Finds rooms: by name, by reader, by member. Reads only, except for creating. Key: 0; any number of activations.</summary>
[Alias("parley.room-directory"), GrainInterfaceType("room-directory")]
public interface IRoomDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Makes an id, then the room. Refused as <c>name-taken</c> or <c>invalid</c>.</summary>
    [Alias("create"), ResponseTimeout("00:00:30")] Task<Outcome<RoomView>> Create(CreateRoom command);

    /// <summary>
    /// Id of the room with this id or unique name; null if there is none. A guessed id is found out without a look at
    /// the database. Says nothing about who may read the room: ask the room.
    /// </summary>
    [Alias("find"), Repeatable] Task<string?> Find(string idOrName);

    /// <summary>Public rooms and those the reader is a member of, by name; with <paramref name="mineOnly"/> only the latter.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<RoomView>> List(string reader, bool mineOnly);

    /// <summary>Members by user id, after <paramref name="after"/>. The reader must be a member, or the room public.</summary>
    /// <param name="limit">1–1000; more is reduced.</param>
    [Alias("members"), Repeatable] Task<Outcome<ImmutableArray<RoomMember>>> Members(string room, string reader, string? after, int limit);
}
