using System.Collections.Immutable;
using Parley.Files;
using Parley.Previews;

namespace Parley.Rooms;

/// <summary>
/// A message as it is at some head of its room: what was posted, with all that was done to it since. A deleted one keeps number, sender,
/// time and its place in a thread, and nothing else.
/// </summary>
/// <param name="Seq">Number of the event that posted it.</param>
/// <param name="Sender">User id.</param>
/// <param name="N">Messages posted in the room up to and including it.</param>
/// <param name="Text">As typed; null: deleted.</param>
[GenerateSerializer, Immutable, Alias("parley.room.message")]
public sealed record RoomMessage([Id(0)] long Seq, [Id(1)] string Sender, [Id(2)] DateTimeOffset At, [Id(3)] long N, [Id(4)] string? Text)
{
    /// <summary>The sender's own id for the command.</summary>
    [Id(0)] public string? ClientId { get; init; }

    /// <summary>Seq of the message this one answers, if any.</summary>
    [Id(1)] public long? ReplyTo { get; init; }

    /// <summary>How often the text was changed.</summary>
    [Id(2)] public int Edits { get; init; }

    /// <summary>When the text was changed last; null: never.</summary>
    [Id(3)] public DateTimeOffset? EditedAt { get; init; }

    /// <summary>By emoji, in the order of their code points.</summary>
    [Id(4)] public ImmutableArray<Reaction> Reactions { get; init; } = [];

    /// <summary>Seq of the message whose thread this one belongs to; null: none.</summary>
    [Id(5)] public long? Thread { get; init; }

    /// <summary>Messages ever posted in the thread that this one is the root of; deleted ones count.</summary>
    [Id(6)] public int Replies { get; init; }

    /// <summary>Seq of the last of them; null: there are none.</summary>
    [Id(7)] public long? LastReply { get; init; }

    /// <summary>Null: not pinned.</summary>
    [Id(8)] public Pin? Pin { get; init; }

    /// <summary>Members whom the text mentions; null: nobody.</summary>
    [Id(9)] public Mentions? Mentions { get; init; }

    /// <summary>Null: none, or the message was deleted.</summary>
    [Id(10)] public ImmutableArray<MessageFile>? Files { get; init; }

    /// <summary>Of links in the text.</summary>
    [Id(13)] public ImmutableArray<LinkPreview> Previews { get; init; } = [];

    /// <summary>Null: none, or the message was deleted.</summary>
    [Id(11)] public PollStanding? Poll { get; init; }

    /// <summary>The message that this one passes on; null: none, or this one was deleted.</summary>
    [Id(12)] public ForwardedFrom? Forward { get; init; }

    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => $"message {Seq}";
}

/// <summary>One emoji under a message.</summary>
/// <param name="Count">How many users react with it.</param>
/// <param name="Users">User ids of those who were first, in that order; not all if there are many.</param>
/// <param name="Mine">The reader is among all of them.</param>
[GenerateSerializer, Immutable, Alias("parley.room.reaction")]
public sealed record Reaction([Id(0)] string Emoji, [Id(1)] int Count, [Id(2)] ImmutableArray<string> Users, [Id(3)] bool Mine);

/// <summary>A message is pinned.</summary>
/// <param name="Seq">Number of the event that pinned it.</param>
/// <param name="By">User id.</param>
[GenerateSerializer, Immutable, Alias("parley.room.pinned")]
public sealed record Pin([Id(0)] long Seq, [Id(1)] string By);

/// <summary>
/// Messages as they are at <see cref="Head"/>, oldest first: all there are from <see cref="FirstSeq"/> to <see cref="LastSeq"/>. Events
/// above the head go on from there.
/// </summary>
/// <param name="FirstSeq">Where the page begins, which need not be a message. 1 (or less than the reader may see): there is nothing before it.</param>
/// <param name="LastSeq">Where it ends. The head: there is nothing after it.</param>
/// <param name="Head">The room's last number when the page was read.</param>
[GenerateSerializer, Immutable, Alias("parley.room.message-page")]
public sealed record MessagePage(
    [Id(0)] string Room, [Id(1)] string Epoch, [Id(2)] long FirstSeq, [Id(3)] long LastSeq, [Id(4)] long Head, [Id(5)] ImmutableArray<RoomMessage> Messages);

/// <summary>One of the texts that a message has had.</summary>
/// <param name="Seq">Number of the event that brought it.</param>
[GenerateSerializer, Immutable, Alias("parley.room.message-version")]
public sealed record MessageVersion([Id(0)] long Seq, [Id(1)] DateTimeOffset At, [Id(2)] string Text)
{
    /// <summary>Without content: it may end up in a log.</summary>
    public override string ToString() => $"version {Seq}";
}
