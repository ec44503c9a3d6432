using System.Collections.Immutable;
using Parley.Files;
using Parley.Previews;
using Parley.Retention;

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

    /// <summary>User id of whose membership ends with this event; null: nobody's.</summary>
    public string? Removes => this switch
    {
        MemberLeft left => left.User,
        MemberKicked kicked => kicked.User,
        _ => null,
    };

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

    /// <summary>Id of the invite that let the user in; null: none was needed, or the sender has brought the user in.</summary>
    [Id(2)] public string? Invite { get; init; }
    public override string Kind => "memberJoined";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.member-left")]
public sealed record MemberLeft : RoomEvent
{
    /// <summary>User id of who is no member any more; this event is the last that reaches that user.</summary>
    [Id(0)] public required string User { get; init; }
    public override string Kind => "memberLeft";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.member-kicked")]
public sealed record MemberKicked : RoomEvent
{
    /// <summary>User id of who is no member any more; this event is the last that reaches that user.</summary>
    [Id(0)] public required string User { get; init; }
    public override string Kind => "memberKicked";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.member-banned")]
public sealed record MemberBanned : RoomEvent
{
    /// <summary>User id of who cannot become a member any more. If they are one, <see cref="MemberKicked"/> follows in the same moment.</summary>
    [Id(0)] public required string User { get; init; }
    public override string Kind => "memberBanned";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.member-unbanned")]
public sealed record MemberUnbanned : RoomEvent
{
    /// <summary>User id of who may come again. That does not make a member.</summary>
    [Id(0)] public required string User { get; init; }
    public override string Kind => "memberUnbanned";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.role-changed")]
public sealed record RoleChanged : RoomEvent
{
    [Id(0)] public required string User { get; init; }
    [Id(1)] public required RoomRole Role { get; init; }
    public override string Kind => "roleChanged";
}

/// <summary>An invite was made. It does not say how to use it.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.invite-created")]
public sealed record InviteCreated : RoomEvent
{
    /// <summary>Id of the invite.</summary>
    [Id(0)] public required string Invite { get; init; }

    /// <summary>Hash of the secret part of its code. Stays on the server.</summary>
    [Id(1)] public required string SecretHash { get; init; }

    /// <summary>What it makes of who uses it.</summary>
    [Id(2)] public required RoomRole Role { get; init; }

    /// <summary>How often it lets somebody in.</summary>
    [Id(3)] public required int MaxUses { get; init; }

    /// <summary>From then on it lets nobody in.</summary>
    [Id(4)] public required DateTimeOffset ExpiresAt { get; init; }
    public override string Kind => "inviteCreated";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.invite-revoked")]
public sealed record InviteRevoked : RoomEvent
{
    /// <summary>Id of the invite.</summary>
    [Id(0)] public required string Invite { get; init; }
    public override string Kind => "inviteRevoked";
}

/// <summary>What is null has not changed.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.settings-changed")]
public sealed record SettingsChanged : RoomEvent
{
    [Id(0)] public string? Title { get; init; }
    [Id(1)] public string? Topic { get; init; }
    [Id(2)] public RoomVisibility? Visibility { get; init; }

    /// <summary>Seconds between two messages of one member; 0: none.</summary>
    [Id(3)] public int? SlowMode { get; init; }
    [Id(4)] public string? Name { get; init; }
    [Id(5)] public RoomHistory? History { get; init; }
    [Id(6)] public RoomLeavers? Leavers { get; init; }

    /// <summary>Days that messages are kept; <see cref="RetentionRule.Forever"/>, or <see cref="RetentionRule.Server"/>.</summary>
    [Id(7)] public int? Retention { get; init; }
    public override string Kind => "settingsChanged";
}

/// <summary>From here on the room can only be read; or there is none any more.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.room-archived")]
public sealed record RoomArchived : RoomEvent
{
    /// <summary>The room is deleted: nobody reads it from here on, and everybody's membership ends. The last that its members hear of it but that.</summary>
    [Id(0)] public bool IsDeleted { get; init; }
    public override string Kind => "roomArchived";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.room-unarchived")]
public sealed record RoomUnarchived : RoomEvent
{
    public override string Kind => "roomUnarchived";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.message-posted")]
public sealed record MessagePosted : RoomEvent
{
    /// <summary>The text as typed; null once the message was deleted.</summary>
    [Id(0)] public required string? Text { get; init; }

    /// <summary>Seq of the message this one answers, if any.</summary>
    [Id(1)] public long? ReplyTo { get; init; }

    /// <summary>Members whom the text mentions; null: nobody.</summary>
    [Id(2)] public Mentions? Mentions { get; init; }

    /// <summary>Seq of the message whose thread this one belongs to; null: none.</summary>
    [Id(3)] public long? Thread { get; init; }

    /// <summary>Null: none, or the message was deleted.</summary>
    [Id(10)] public ImmutableArray<MessageFile>? Files { get; init; }

    /// <summary>Answers to what the text asks; null: none, or the message was deleted.</summary>
    [Id(11)] public Poll? Poll { get; init; }

    /// <summary>The message that this one passes on; null: none, or this one was deleted.</summary>
    [Id(12)] public ForwardedFrom? Forward { get; init; }

    /// <summary>Words of it were made unreadable: the text is another than the one that was sent. Stays on the server.</summary>
    [Id(20)] public bool IsMasked { get; init; }
    public override string Kind => "messagePosted";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.message-edited")]
public sealed record MessageEdited : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message that was edited.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>The new text; null once the message was deleted.</summary>
    [Id(1)] public required string? Text { get; init; }

    /// <summary>Members whom the new text mentions; null: nobody.</summary>
    [Id(2)] public Mentions? Mentions { get; init; }

    /// <summary>Words of it were made unreadable: the text is another than the one that was sent. Stays on the server.</summary>
    [Id(20)] public bool IsMasked { get; init; }
    public override string Kind => "messageEdited";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.message-deleted")]
public sealed record MessageDeleted : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message whose content is gone; its number stays.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>Seq of the first of the deletions that were made together, and can be undone together for a while; null: it was deleted alone.</summary>
    [Id(1)] public long? Batch { get; init; }

    /// <summary>It went by its age, as the room's rule or the server's says. The sender, who has done nothing, is the message's.</summary>
    [Id(2)] public bool IsExpired { get; init; }
    public override string Kind => "messageDeleted";
}

/// <summary>A message that was deleted with others is back as it was, without reactions and pin.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.message-restored")]
public sealed record MessageRestored : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>Seq of the first of the deletions that this undoes.</summary>
    [Id(1)] public required long Batch { get; init; }

    /// <summary>What it says, with the text that it had last; null once the message was deleted again.</summary>
    [Id(2)] public required MessagePosted? Message { get; init; }

    /// <summary>How often the text was changed.</summary>
    [Id(3)] public int Edits { get; init; }

    /// <summary>When the text was changed last; null: never.</summary>
    [Id(4)] public DateTimeOffset? EditedAt { get; init; }
    public override string Kind => "messageRestored";
}

/// <summary>
/// Previews of the links of a message, from here on: all that there are. Comes some moments after the message or its edit, which ends those that there were; its sender
/// is then the message's. Or somebody has taken one away.
/// </summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.previews-changed")]
public sealed record PreviewsChanged : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>In the order of the links; empty: none, or later ones have come, or the message was deleted.</summary>
    [Id(1)] public required ImmutableArray<LinkPreview> Previews { get; init; }

    /// <summary>Links whose previews somebody has taken away: they get none any more. Stays on the server.</summary>
    [Id(2)] public ImmutableArray<string> Unwanted { get; init; } = [];
    public override string Kind => "previewsChanged";
}

/// <summary>The sender reacts to a message from here on; they did not with this emoji before.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.reaction-added")]
public sealed record ReactionAdded : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
    [Id(1)] public required string Emoji { get; init; }
    public override string Kind => "reactionAdded";
}

/// <summary>The sender has taken a reaction back.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.reaction-removed")]
public sealed record ReactionRemoved : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
    [Id(1)] public required string Emoji { get; init; }
    public override string Kind => "reactionRemoved";
}

/// <summary>The message is among the pinned ones from here on.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.message-pinned")]
public sealed record MessagePinned : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
    public override string Kind => "messagePinned";
}

[GenerateSerializer, Immutable, Alias("parley.room.event.message-unpinned")]
public sealed record MessageUnpinned : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
    public override string Kind => "messageUnpinned";
}

/// <summary>The sender chooses these answers of a poll from here on, and no others.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.poll-voted")]
public sealed record PollVoted : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>Places of the answers, in order; empty: the vote is taken back.</summary>
    [Id(1)] public required ImmutableArray<int> Choices { get; init; }

    /// <summary>What the sender had chosen before, in order.</summary>
    [Id(2)] public required ImmutableArray<int> Was { get; init; }

    /// <summary>Readers are not told who the sender is.</summary>
    [Id(3)] public bool IsAnonymous { get; init; }
    public override string Kind => "pollVoted";

    public bool Equals(PollVoted? other) =>
        base.Equals(other) && Target == other.Target && IsAnonymous == other.IsAnonymous && Choices.SequenceEqual(other.Choices) && Was.SequenceEqual(other.Was);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Target);
}

/// <summary>Nobody votes any more.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.poll-closed")]
public sealed record PollClosed : RoomEvent, IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
    public override string Kind => "pollClosed";
}

/// <summary>An event about a message that was there before.</summary>
public interface IAboutMessage
{
    /// <summary>Seq of the message.</summary>
    long Target { get; }
}

/// <summary>
/// Stands for an event that its reader may not see, because it is about a message that was posted before the reader came: its number is told, and
/// nothing else. Never stored.
/// </summary>
[GenerateSerializer, Immutable, Alias("parley.room.event.hidden")]
public sealed record EventHidden : RoomEvent
{
    public override string Kind => "hidden";

    /// <summary>The event for a reader to whom nothing below the floor is shown.</summary>
    public static RoomEvent For(RoomEvent e, long floor) =>
        IsNeeded(e, floor) ? new EventHidden { Seq = e.Seq, Sender = "", At = e.At, N = e.N } : e;

    public static bool IsNeeded(RoomEvent e, long floor) => e is IAboutMessage { Target: var target } && target < floor;
}

/// <summary>What of a room's past is shown to members. The numbers are stored: never change them.</summary>
public enum RoomHistory
{
    /// <summary>All of it.</summary>
    Open = 0,

    /// <summary>What has happened since they became members, this time.</summary>
    Protected = 1,
}

/// <summary>What of a room is left to who has left it by themselves. The numbers are stored: never change them.</summary>
public enum RoomLeavers
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>They may read on what was there when they left, and nothing newer.</summary>
    Read = 1,
}

/// <summary>Who may find and join a room.</summary>
public enum RoomVisibility
{
    /// <summary>Listed for everybody who is signed in, who may join.</summary>
    Public = 0,

    /// <summary>For everybody but its members it does not exist.</summary>
    Private = 1,

    /// <summary>Two users among themselves; private for ever. There is one for each pair.</summary>
    Direct = 2,

    /// <summary>Three users or a few more among themselves; private for ever. There is one for the same people, and nobody comes or goes.</summary>
    Group = 3,
}

/// <summary>What a member is in the room. The numbers are stored: never change them. What each may do: <see cref="Access.RoomAccess"/>.</summary>
public enum RoomRole
{
    Member = 0,
    Owner = 1,

    /// <summary>Looks after messages and members.</summary>
    Moderator = 2,

    /// <summary>Reads only.</summary>
    Muted = 3,
}
