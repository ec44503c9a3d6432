using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Rooms and members as the tables beside the log have them: written in the log's own transactions, read here.</summary>
public interface IRoomDirectory
{
    /// <summary>Id of the room with this name key (<see cref="RoomNames.Key"/>); null: none.</summary>
    Task<string?> FindAsync(string nameKey);

    /// <summary>Rooms that the reader may know of, by name; or only the reader's own.</summary>
    Task<ImmutableArray<RoomView>> ListAsync(Actor reader, bool mineOnly, int limit);

    /// <summary>Members by user id, of a room that the reader may know of.</summary>
    Task<Outcome<ImmutableArray<RoomMember>>> MembersAsync(string room, Actor reader, string? after, int limit);

    /// <summary>Bans by user id. Refused to those who may not ban.</summary>
    Task<Outcome<ImmutableArray<RoomBan>>> BansAsync(string room, Actor reader, int limit);

    /// <summary>Invites that may still let somebody in, newest first. Refused to those who may not make some.</summary>
    Task<Outcome<ImmutableArray<RoomInvite>>> InvitesAsync(string room, Actor reader, DateTimeOffset now, int limit);

    /// <summary>The room of an invite; its title, if the invite is as good as the table can tell. Null: there is none.</summary>
    Task<(string Room, string? Title)?> FindInviteAsync(string invite, string secretHash, DateTimeOffset now);

    /// <summary>Messages after each position that mention the user or everybody and are not the user's own; rooms without any are left out.</summary>
    Task<ImmutableDictionary<string, int>> MentionsAsync(string user, ImmutableArray<ReadPosition> positions);

    /// <summary>Those of the users who are in a room with the user.</summary>
    Task<ImmutableArray<string>> SharedWithAsync(string user, ImmutableArray<string> others);
}
