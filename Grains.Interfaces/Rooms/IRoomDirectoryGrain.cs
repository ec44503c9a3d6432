using System.Collections.Immutable;
using Parley.Access;
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

    /// <summary>Rooms that the reader may know of, by name; with <paramref name="mineOnly"/> only those the reader is a member of.</summary>
    [Alias("rooms"), Repeatable] Task<ImmutableArray<RoomView>> List(Actor reader, bool mineOnly);

    /// <summary>Members by user id, after <paramref name="after"/>, of a room that the reader may know of.</summary>
    /// <param name="limit">1–1000; more is reduced.</param>
    [Alias("members-of"), Repeatable] Task<Outcome<ImmutableArray<RoomMember>>> Members(string room, Actor reader, string? after, int limit);

    /// <summary>Who cannot become a member. Refused to those who may not ban.</summary>
    [Alias("bans"), Repeatable] Task<Outcome<ImmutableArray<RoomBan>>> Bans(string room, Actor reader);

    /// <summary>Invites that still let somebody in, newest first. Refused to those who may not make some.</summary>
    [Alias("invites"), Repeatable] Task<Outcome<ImmutableArray<RoomInvite>>> Invites(string room, Actor reader);

    /// <summary>Makes an invite. Not repeatable: each makes another one.</summary>
    [Alias("create-invite"), ResponseTimeout("00:00:30")] Task<Outcome<InviteMade>> CreateInvite(NewInvite command);

    /// <summary>Room and id of the invite that the code may belong to; null: none. The room decides whether it lets anybody in.</summary>
    [Alias("find-invite"), Repeatable] Task<InviteTarget?> FindInvite(string code);

    /// <summary>The conversation of two users, made if there is none yet.</summary>
    /// <param name="other">User id.</param>
    [Alias("direct"), Repeatable, ResponseTimeout("00:00:30")] Task<Outcome<RoomView>> Direct(Actor sender, string other);

    /// <summary>The conversation of several users, made if there is none yet: the same people have one. Refused as <c>invalid</c> if they are too many.</summary>
    /// <param name="others">User ids, each once, without the sender; two or more.</param>
    [Alias("group"), Repeatable, ResponseTimeout("00:00:30")] Task<Outcome<RoomView>> Group(Actor sender, ImmutableArray<string> others);

    /// <summary>How many messages after a position mention the user, or everybody in the room, and are not the user's own; rooms without any are left out.</summary>
    /// <param name="positions">One for each room; of whatever rooms, since it says nothing but numbers about the user.</param>
    [Alias("mentions"), Repeatable] Task<ImmutableDictionary<string, int>> Mentions(string user, ImmutableArray<ReadPosition> positions);

    /// <summary>Those of the users who are a member of a room that the user is a member of.</summary>
    [Alias("shared-with"), Repeatable] Task<ImmutableArray<string>> SharedWith(string user, ImmutableArray<string> others);
}

/// <summary>Where a code leads.</summary>
/// <param name="Invite">Id of the invite.</param>
/// <param name="SecretHash">Hash of the secret part of the code that was asked with.</param>
/// <param name="Title">Of the room; null if the code is not good (any more).</param>
[GenerateSerializer, Immutable, Alias("parley.room.invite-target")]
public sealed record InviteTarget([Id(0)] string Room, [Id(1)] string Invite, [Id(2)] string SecretHash, [Id(3)] string? Title)
{
    /// <summary>Without the hash.</summary>
    public override string ToString() => $"InviteTarget({Invite})";
}
