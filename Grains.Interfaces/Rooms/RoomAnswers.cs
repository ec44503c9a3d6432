using System.Collections.Immutable;
using Parley.Users;

namespace Parley.Rooms;

/// <summary>A command was carried out, and is on disk.</summary>
/// <param name="Event">The event that is its answer; null if the state was already as asked and nothing was written.</param>
/// <param name="IsRepeat">True if it had been carried out before and this is the first answer again.</param>
/// <param name="Seq">Number of the event; the room's head if there is none.</param>
[GenerateSerializer, Immutable, Alias("parley.room.done")]
public sealed record Done(
    [Id(0)] string Room, [Id(1)] string Epoch, [Id(2)] long Seq,
    [Id(3)] DateTimeOffset At, [Id(4)] RoomEvent? Event, [Id(5)] bool IsRepeat);

/// <summary>A room as one reader sees it.</summary>
/// <param name="Epoch">Changes only when a backup was restored.</param>
/// <param name="LastSeq">The room's head.</param>
/// <param name="N">Messages ever posted.</param>
/// <param name="Role">The reader's role; null if the reader is no member.</param>
[GenerateSerializer, Immutable, Alias("parley.room.view")]
public sealed record RoomView(
    [Id(0)] string Id, [Id(1)] string Name, [Id(2)] string Title, [Id(3)] RoomVisibility Visibility,
    [Id(4)] string Epoch, [Id(5)] long LastSeq, [Id(6)] long N,
    [Id(7)] string CreatedBy, [Id(8)] DateTimeOffset CreatedAt, [Id(9)] RoomRole? Role);

/// <summary>One member of a room.</summary>
/// <param name="FromSeq">Number of the event that made the user a member.</param>
[GenerateSerializer, Immutable, Alias("parley.room.member")]
public sealed record RoomMember([Id(0)] string User, [Id(1)] RoomRole Role, [Id(2)] long FromSeq);

/// <summary>A run of events without holes, oldest first.</summary>
/// <param name="LastSeq">The room's head, not the page's.</param>
/// <param name="Floor">Nothing below this number is served to this reader.</param>
[GenerateSerializer, Immutable, Alias("parley.room.page")]
public sealed record EventPage(
    [Id(0)] string Room, [Id(1)] string Epoch, [Id(2)] long LastSeq, [Id(3)] long Floor,
    [Id(4)] ImmutableArray<RoomEvent> Events)
{
    /// <summary>Number of the first event of the page; 0 if it is empty.</summary>
    public long FirstSeq => Events.IsDefaultOrEmpty ? 0 : Events[0].Seq;
}

/// <summary>
/// The newest run of events that ends at the head, for a reader who was a member at that head. Live events go on at the next number.
/// </summary>
/// <param name="Complete">False if events between what the reader has and the first of these are missing: page them.</param>
[GenerateSerializer, Immutable, Alias("parley.room.subscription")]
public sealed record Subscription([Id(0)] EventPage Page, [Id(1)] bool Complete);

/// <summary>A position in a room: a number and the count of messages up to it.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.position")]
public sealed record ReadPosition([Id(0)] string Room, [Id(1)] long Seq, [Id(2)] long N);
