using System.Collections.Immutable;
using Parley.Access;
using Parley.Files;
using Parley.Previews;
using Parley.Retention;

namespace Parley.Rooms;

/// <summary>Something a user wants of a room. A command with a client id may be repeated at will: the first answer stands.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command")]
public abstract record RoomCommand
{
    /// <summary>User id of who asks.</summary>
    [Id(0)] public required string Sender { get; init; }

    /// <summary>1–64 characters of [A-Za-z0-9_-], or null where repeating is harmless by state.</summary>
    [Id(1)] public string? ClientId { get; init; }

    /// <summary>What the sender is on this server.</summary>
    [Id(2)] public ServerRole SenderRole { get; init; }

    /// <summary>
    /// The right to it was asked elsewhere, as that of an administrator of the server: that of the room is not asked. For archiving and owners of rooms alone; never taken from a
    /// request.
    /// </summary>
    [Id(3)] public bool ByOperator { get; init; }

    /// <summary>Without content: Orleans writes arguments of failed calls into its logs.</summary>
    public sealed override string ToString() => $"{GetType().Name}({Sender}, {ClientId})";
}

[GenerateSerializer, Immutable, Alias("parley.room.command.create")]
public sealed record CreateRoom : RoomCommand
{
    [Id(0)] public required string Name { get; init; }
    [Id(1)] public required string Title { get; init; }
    [Id(2)] public required RoomVisibility Visibility { get; init; }

    /// <summary>The other of a direct conversation; null for other rooms.</summary>
    [Id(3)] public string? Other { get; init; }

    /// <summary>The others of a conversation of several; null for other rooms.</summary>
    [Id(4)] public ImmutableArray<string>? Others { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.join")]
public sealed record JoinRoom : RoomCommand
{
    /// <summary>Id of the invite that is used; null: none.</summary>
    [Id(0)] public string? Invite { get; init; }

    /// <summary>Hash of the secret part of its code.</summary>
    [Id(1)] public string? SecretHash { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.leave")]
public sealed record LeaveRoom : RoomCommand;

[GenerateSerializer, Immutable, Alias("parley.room.command.send")]
public sealed record SendMessage : RoomCommand
{
    [Id(0)] public required string Text { get; init; }
    [Id(1)] public long? ReplyTo { get; init; }

    /// <summary>Whom the text mentions; null: nobody.</summary>
    [Id(2)] public Mentions? Mentions { get; init; }

    /// <summary>Seq of the message whose thread this one belongs to; null: none.</summary>
    [Id(3)] public long? Thread { get; init; }

    /// <summary>Claimed by this command. Null: none.</summary>
    [Id(10)] public ImmutableArray<MessageFile>? Files { get; init; }

    /// <summary>Answers to what the text asks; null: none.</summary>
    [Id(11)] public Poll? Poll { get; init; }

    /// <summary>A message that the sender may read, which this one passes on; null: none.</summary>
    [Id(12)] public ForwardedFrom? Forward { get; init; }

    /// <summary>A moderator has looked at it: no rule on words is asked. Never taken from a request.</summary>
    [Id(20)] public bool IsApproved { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.edit")]
public sealed record EditMessage : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
    [Id(1)] public required string Text { get; init; }

    /// <summary>Whom the new text mentions; null: nobody.</summary>
    [Id(2)] public Mentions? Mentions { get; init; }

    /// <summary>A moderator has looked at it: no rule on words is asked. Never taken from a request.</summary>
    [Id(20)] public bool IsApproved { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.delete")]
public sealed record DeleteMessage : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
}

/// <summary>Deletes many messages at once, whoever wrote them; it can be undone for a while.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.delete-messages")]
public sealed record DeleteMessages : RoomCommand
{
    /// <summary>Most that one may name; the server's settings may allow less.</summary>
    public const int MaxTargets = 1000;

    /// <summary>Seqs of messages. What is none, or deleted already, is passed over. Not part of what a repeat must have in common with the first.</summary>
    [Id(0)] public required ImmutableArray<long> Targets { get; init; }
}

/// <summary>Brings back what was deleted together.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.restore-messages")]
public sealed record RestoreMessages : RoomCommand
{
    /// <summary>Seq of the first of the deletions.</summary>
    [Id(0)] public required long Batch { get; init; }
}

/// <summary>Adds the sender's reaction to a message, or takes it back.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.react")]
public sealed record React : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>One emoji, as <see cref="Text.Emoji.Normalise"/> has it.</summary>
    [Id(1)] public required string Emoji { get; init; }

    /// <summary>False: take it back.</summary>
    [Id(2)] public required bool On { get; init; }
}

/// <summary>Pins a message, or takes the pin away.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.pin")]
public sealed record PinMessage : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>False: take the pin away.</summary>
    [Id(1)] public required bool On { get; init; }
}

/// <summary>Shows previews under a message. Given by the server itself, in the name of the message's sender; nothing happens if the text has changed since, or they are there.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.attach-previews")]
public sealed record AttachPreviews : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>Seq of the event that brought the text with the links: of the message or an edit of it.</summary>
    [Id(1)] public required long Text { get; init; }

    /// <summary>In the order of the links, one for each link at most.</summary>
    [Id(2)] public required ImmutableArray<LinkPreview> Previews { get; init; }
}

/// <summary>Takes previews away, for good: those links of that message get none any more.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.remove-preview")]
public sealed record RemovePreview : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>The link, as its preview has it; null: all.</summary>
    [Id(1)] public string? Url { get; init; }
}

/// <summary>Has the sender choose answers of a poll, in the place of those before.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.vote")]
public sealed record Vote : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }

    /// <summary>Places of the answers, in order, each once; empty: none any more.</summary>
    [Id(1)] public required ImmutableArray<int> Choices { get; init; }
}

/// <summary>Closes a poll for good.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.close-poll")]
public sealed record ClosePoll : RoomCommand
{
    /// <summary>Seq of the message.</summary>
    [Id(0)] public required long Target { get; init; }
}

/// <summary>
/// Takes everything back that the sender has said, and lets them go. Asked for by whoever has decided that the sender is erased, never by a client; it needs no
/// right, and is carried out in archived rooms as well.
/// </summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.erase-member")]
public sealed record EraseMember : RoomCommand
{
    /// <summary>Seqs of messages of the sender's. What is none, or deleted, is passed over.</summary>
    [Id(0)] public required ImmutableArray<long> Messages { get; init; }

    /// <summary>Reactions of the sender's. What is none is passed over.</summary>
    [Id(1)] public required ImmutableArray<ErasedReaction> Reactions { get; init; }

    /// <summary>The sender's membership ends, if it can.</summary>
    [Id(2)] public required bool Leaves { get; init; }

    /// <summary>User id of who becomes owner if the sender was the last one; null: nobody.</summary>
    [Id(3)] public string? Heir { get; init; }

    /// <summary>Seqs of polls in which the sender has voted; null: none. What is none is passed over.</summary>
    [Id(4)] public ImmutableArray<long>? Votes { get; init; }
}

/// <param name="Target">Seq of the message.</param>
[GenerateSerializer, Immutable, Alias("parley.room.command.erased-reaction")]
public readonly record struct ErasedReaction([Id(0)] long Target, [Id(1)] string Emoji);

/// <summary>
/// Deletes messages that are older than the room's rule lets them be, or the server's if it has none. Given by the server alone, never by a client; it needs no right, and is carried out in
/// archived rooms as well. There is no undoing it.
/// </summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.expire-messages")]
public sealed record ExpireMessages : RoomCommand
{
    /// <summary>Seqs of messages. What is none, is deleted, pinned and to be kept, or younger, is passed over.</summary>
    [Id(0)] public required ImmutableArray<long> Targets { get; init; }

    /// <summary>By whose clock and settings it is looked, so that silos which have others cannot disagree with who notes how far the room is seen to.</summary>
    [Id(1)] public required DateTimeOffset Now { get; init; }

    /// <summary>The server's rule: how long messages are kept in rooms without one of their own; zero: for ever.</summary>
    [Id(2)] public required TimeSpan Server { get; init; }

    [Id(3)] public required bool KeepPinned { get; init; }
}

/// <summary>Brings a user in.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.add-member")]
public sealed record AddMember : RoomCommand
{
    /// <summary>User id.</summary>
    [Id(0)] public required string User { get; init; }
    [Id(1)] public RoomRole Role { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.kick-member")]
public sealed record KickMember : RoomCommand
{
    /// <summary>User id.</summary>
    [Id(0)] public required string User { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.ban-member")]
public sealed record BanMember : RoomCommand
{
    /// <summary>User id; need not be a member.</summary>
    [Id(0)] public required string User { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.unban-member")]
public sealed record UnbanMember : RoomCommand
{
    /// <summary>User id.</summary>
    [Id(0)] public required string User { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.change-role")]
public sealed record ChangeRole : RoomCommand
{
    /// <summary>User id.</summary>
    [Id(0)] public required string User { get; init; }
    [Id(1)] public required RoomRole Role { get; init; }
}

/// <summary>What is null stays.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.change-settings")]
public sealed record ChangeSettings : RoomCommand
{
    [Id(0)] public string? Title { get; init; }
    [Id(1)] public string? Topic { get; init; }
    [Id(2)] public RoomVisibility? Visibility { get; init; }

    /// <summary>Seconds; 0: none.</summary>
    [Id(3)] public int? SlowMode { get; init; }

    /// <summary>Unique, also among names that rooms have had before.</summary>
    [Id(4)] public string? Name { get; init; }
    [Id(5)] public RoomHistory? History { get; init; }
    [Id(6)] public RoomLeavers? Leavers { get; init; }

    /// <summary>What the room must be for it to be changed; null: whatever it is.</summary>
    [Id(7)] public RoomSettings? Expected { get; init; }

    /// <summary>Days that messages are kept; <see cref="RetentionRule.Forever"/>, or <see cref="RetentionRule.Server"/>.</summary>
    [Id(8)] public int? Retention { get; init; }
}

/// <summary>What a room itself is.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.settings")]
public sealed record RoomSettings(
    [property: Id(0)] string Name, [property: Id(1)] string Title, [property: Id(2)] string Topic, [property: Id(3)] RoomVisibility Visibility, [property: Id(4)] int SlowMode,
    [property: Id(5)] RoomHistory History, [property: Id(6)] RoomLeavers Leavers, [property: Id(7)] bool IsArchived)
{
    /// <summary>Days that messages are kept; 0: for ever; null: as the server's rule says.</summary>
    [Id(8)] public int? Retention { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.archive")]
public sealed record ArchiveRoom : RoomCommand;

[GenerateSerializer, Immutable, Alias("parley.room.command.unarchive")]
public sealed record UnarchiveRoom : RoomCommand;

/// <summary>
/// Deletes the room, for good: from then on there is none for anybody, its name is free, and everything that is kept of it is erased in the background. Not of conversations.
/// </summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.delete-room")]
public sealed record DeleteRoom : RoomCommand
{
    /// <summary>The room's name, typed once more: it cannot be taken back.</summary>
    [Id(0)] public required string Name { get; init; }
}

/// <summary>Ends memberships in a room that is deleted, so that everybody hears of it as of any departure. Given by the server alone.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.command.empty-room")]
public sealed record EmptyRoom : RoomCommand
{
    /// <summary>User ids. Who is no member is passed over.</summary>
    [Id(0)] public required ImmutableArray<string> Users { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.create-invite")]
public sealed record CreateInvite : RoomCommand
{
    /// <summary>Id of the invite.</summary>
    [Id(0)] public required string Invite { get; init; }

    /// <summary>Hash of the secret part of its code.</summary>
    [Id(1)] public required string SecretHash { get; init; }
    [Id(2)] public required RoomRole Role { get; init; }
    [Id(3)] public required int MaxUses { get; init; }

    /// <summary>How long it counts, from now.</summary>
    [Id(4)] public required TimeSpan Lifetime { get; init; }
}

[GenerateSerializer, Immutable, Alias("parley.room.command.revoke-invite")]
public sealed record RevokeInvite : RoomCommand
{
    /// <summary>Id of the invite.</summary>
    [Id(0)] public required string Invite { get; init; }
}
