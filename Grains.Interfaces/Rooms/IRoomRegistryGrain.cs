using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Retention;

namespace Parley.Rooms;

/// <summary>
/// All rooms of the server, for administrators, whoever may know of them: what they are called and how large they are, never what is said in them. Conversations of two or
/// of several are not among them. Key: 0; any number of activations.
/// </summary>
[Alias("parley.room-registry"), GrainInterfaceType("room-registry")]
public interface IRoomRegistryGrain : IGrainWithIntegerKey
{
    /// <summary>Rooms by id. Refused to those who may not manage rooms.</summary>
    [Alias("search"), Repeatable, ResponseTimeout("00:00:30")] Task<Outcome<ImmutableArray<RoomSummary>>> Search(SearchRooms query);

    /// <summary>One room. Refused likewise, or as <c>room-not-found</c>.</summary>
    [Alias("find"), Repeatable] Task<Outcome<RoomSummary>> Find(Actor by, string room);

    /// <summary>
    /// Archives a room, brings it back, says how long it keeps messages, or gives it one more owner, who must be a member: nobody comes to read a room by this. Refused as <see cref="Find"/> is, and as the room
    /// refuses it. Repeating is harmless.
    /// </summary>
    [Alias("change"), Repeatable, ResponseTimeout("00:00:30")] Task<Outcome<RoomSummary>> Change(ManageRoom command);

    /// <summary>Deletes a room for good: see <see cref="DeleteRoom"/>. Refused as <see cref="Find"/> is, and as <c>invalid</c> if the name is another.</summary>
    /// <param name="name">The room's name, typed once more.</param>
    /// <returns>The room as it was.</returns>
    [Alias("delete"), ResponseTimeout("00:00:30")] Task<Outcome<RoomSummary>> Delete(Actor by, string room, string name);
}

/// <summary>Asks for rooms by id.</summary>
/// <param name="Text">A part of name or title; null or empty: all.</param>
/// <param name="After">Rooms with a higher id.</param>
/// <param name="Limit">1–1000; more is reduced.</param>
[GenerateSerializer, Immutable, Alias("parley.room-registry.search")]
public sealed record SearchRooms([Id(0)] Actor By, [Id(1)] string? Text, [Id(2)] string? After, [Id(3)] int Limit);

/// <summary>Changes a room from outside. What is null stays.</summary>
/// <param name="By">Who asks; members of the room see it.</param>
[GenerateSerializer, Immutable, Alias("parley.room-registry.manage")]
public sealed record ManageRoom([Id(0)] Actor By, [Id(1)] string Room)
{
    [Id(0)] public bool? IsArchived { get; init; }

    /// <summary>User id of a member who becomes an owner.</summary>
    [Id(1)] public string? Owner { get; init; }

    /// <summary>Days that messages are kept; <see cref="RetentionRule.Forever"/>, or <see cref="RetentionRule.Server"/>. The bounds of owners do not count.</summary>
    [Id(2)] public int? Retention { get; init; }
}

/// <summary>A room as administrators see it.</summary>
/// <param name="Members">How many there are now.</param>
/// <param name="Messages">How many were ever posted.</param>
/// <param name="Owners">User ids of its owners, ten at most.</param>
/// <param name="LastEventAt">When something happened in it the last time.</param>
[GenerateSerializer, Immutable, Alias("parley.room-registry.entry")]
public sealed record RoomSummary(
    [Id(0)] string Id, [Id(1)] string Name, [Id(2)] string Title, [Id(3)] RoomVisibility Visibility, [Id(4)] bool IsArchived,
    [Id(5)] int Members, [Id(6)] long Messages, [Id(7)] ImmutableArray<string> Owners, [Id(8)] DateTimeOffset CreatedAt, [Id(9)] DateTimeOffset LastEventAt)
{
    /// <summary>Days that messages are kept; 0: for ever; null: as the server's rule says.</summary>
    [Id(0)] public int? Retention { get; init; }
}
