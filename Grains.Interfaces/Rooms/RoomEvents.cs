namespace Parley.Rooms;

/// <summary>
/// One event of a room: a fact with a number. Everything that changes a room is one of these, in the order of
/// <see cref="Seq"/>, which starts at 1 and has no holes.
/// </summary>
[GenerateSerializer, Immutable, Alias("parley.room.event")]
public abstract record RoomEvent
{
    /// <summary>Number in the room, from 1.</summary>
    [Id(0)] public required long Seq { get; init; }

    /// <summary>User id of who caused it.</summary>
    [Id(1)] public required string Sender { get; init; }

    /// <summary>The sender's own id for the command; on the first event of a command only, else null.</summary>
    [Id(2)] public string? ClientId { get; init; }

    /// <summary>When it was decided, UTC. For people; order is by <see cref="Seq"/> alone.</summary>
    [Id(3)] public required DateTimeOffset At { get; init; }

    /// <summary>Messages ever posted in the room up to and including this event; never decremented.</summary>
    [Id(4)] public required long N { get; init; }

    /// <summary>Name on the wire and in the log.</summary>
    public abstract string Kind { get; }

    /// <summary>Without content: it may end up in a log.</summary>
    public sealed override string ToString() => $"{Kind} {Seq}";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.room-created")]
public sealed record RoomCreated : RoomEvent
{
    [Id(0)] public required string Name { get; init; }
    [Id(1)] public required string Title { get; init; }
    [Id(2)] public required RoomVisibility Visibility { get; init; }
    public override string Kind => "roomCreated";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.member-joined")]
public sealed record MemberJoined : RoomEvent
{
    /// <summary>User id of who is a member from this event on.</summary>
    [Id(0)] public required string User { get; init; }
    [Id(1)] public required RoomRole Role { get; init; }
    public override string Kind => "memberJoined";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.member-left")]
public sealed record MemberLeft : RoomEvent
{
    /// <summary>User id of who is no member any more; this event is the last that reaches that user.</summary>
    [Id(0)] public required string User { get; init; }
    public override string Kind => "memberLeft";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.message-posted")]
public sealed record MessagePosted : RoomEvent
{
    /// <summary>The text as typed; null once the message was deleted.</summary>
    [Id(0)] public required string? Text { get; init; }

    /// <summary>Seq of the message this one answers, if any.</summary>
    [Id(1)] public long? ReplyTo { get; init; }
    public override string Kind => "messagePosted";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.message-edited")]
public sealed record MessageEdited : RoomEvent
{
    /// <summary>Seq of the message that was edited.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>The new text; null once the message was deleted.</summary>
    [Id(1)] public required string? Text { get; init; }
    public override string Kind => "messageEdited";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.message-deleted")]
public sealed record MessageDeleted : RoomEvent
{
    /// <summary>Seq of the message whose content is gone; its number stays.</summary>
    [Id(0)] public required long Target { get; init; }
    public override string Kind => "messageDeleted";
}

/// <summary>Who may find and join a room.</summary>
public enum RoomVisibility
{
    /// <summary>Listed for everybody who is signed in, who may join.</summary>
    Public = 0,

    /// <summary>For everybody but its members it does not exist.</summary>
    Private = 1,
}

/// <summary>What a member is in the room.</summary>
public enum RoomRole
{
    Member = 0,
    Owner = 1,
}
