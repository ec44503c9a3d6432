using System.Collections.Immutable;
using Parley.Rooms;

namespace Parley.Users;

/// <summary>What is a user's own and the same on every device, as it was at one moment.</summary>
/// <param name="Epoch">Of the line of versions; another one begins now and then, and says that what came before does not count.</param>
/// <param name="Version">How many changes there were in this epoch. Changes that come later follow it without a hole.</param>
/// <param name="Reads">Read positions of all rooms the user has ever read in.</param>
/// <param name="Levels">Of rooms that the user wants to be told of in another way than usual.</param>
[GenerateSerializer, Immutable, Alias("parley.own.state")]
public sealed record OwnState(
    [Id(0)] string Epoch, [Id(1)] long Version, [Id(2)] ImmutableArray<ReadPosition> Reads, [Id(3)] ImmutableArray<RoomLevel> Levels, [Id(4)] OwnSettings Settings)
{
    /// <summary>What the user says of themselves; null: nothing.</summary>
    [Id(0)] public UserStatus? Status { get; init; }
}

/// <summary>Changes of a user's own state, on their way to all devices. May be lost: who misses some sees a hole, and asks for the state.</summary>
/// <param name="After">The version before the first of them.</param>
/// <param name="Version">The version with all of them.</param>
[GenerateSerializer, Immutable, Alias("parley.own.news")]
public sealed record OwnNews([Id(0)] string User, [Id(1)] string Epoch, [Id(2)] long After, [Id(3)] long Version, [Id(4)] ImmutableArray<OwnChange> Changes);

/// <summary>One change: how something is now, not by how much it has moved, so that a second time changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("parley.own.change")]
public abstract record OwnChange;

/// <summary>The read position of a room has moved.</summary>
/// <param name="IsBack">True if the user has marked messages as unread. All other moves go forward.</param>
[GenerateSerializer, Immutable, Alias("parley.own.read-moved")]
public sealed record ReadMoved([Id(0)] ReadPosition Position, [Id(1)] bool IsBack) : OwnChange;

/// <summary>The user has become a member of a room, or is none any more, by whomever.</summary>
/// <param name="Seq">Number of the event; what a lower one says is out of date.</param>
[GenerateSerializer, Immutable, Alias("parley.own.membership")]
public sealed record MembershipMoved([Id(0)] string Room, [Id(1)] long Seq, [Id(2)] bool IsMember) : OwnChange;
