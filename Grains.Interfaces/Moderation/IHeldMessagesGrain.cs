using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Moderation;

/// <summary>Messages and edits that wait until a moderator of their room has looked at them. Key: room id. What was answered is on disk. Who may ask is for the caller to decide.</summary>
[Alias("parley.held-messages"), GrainInterfaceType("held-messages")]
public interface IHeldMessagesGrain : IGrainWithStringKey
{
    /// <summary>Those that wait, the oldest first.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<HeldMessage>> List();

    /// <summary>Keeps one. The same client id of the same sender takes the place of the first. Refused as <c>too-many-held</c>.</summary>
    [Alias("add"), Repeatable] Task<Outcome<HeldMessage>> Add(HeldMessage message);

    /// <summary>
    /// Lets it through, under the sender and client id that it has, or throws it away; either way the sender is told. Refused as <c>held-not-found</c>, or as
    /// the room refuses it by now: then it still waits.
    /// </summary>
    [Alias("settle"), Repeatable, ResponseTimeout("00:00:15")] Task<Outcome<HeldMessage>> Settle(string id, bool isApproved);

    /// <summary>Forgets those of a user who is erased.</summary>
    [Alias("erase-user"), Repeatable] Task EraseUser(string user);
}

/// <summary>A message that waits for a moderator.</summary>
/// <param name="Id">Empty until it is kept.</param>
/// <param name="Sender">User id.</param>
/// <param name="Target">Seq of the message that it is an edit of; null: it is a message of its own.</param>
[GenerateSerializer, Immutable, Alias("parley.held")]
public sealed record HeldMessage(
    [Id(0)] string Id, [Id(1)] string Sender, [Id(2)] string ClientId, [Id(3)] string Text, [Id(4)] long? ReplyTo, [Id(5)] long? Thread, [Id(6)] long? Target,
    [Id(7)] Mentions? Mentions, [Id(8)] DateTimeOffset At)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"HeldMessage({Id}, {Sender})";
}

/// <summary>There are messages to be looked at in a room that the user moderates, or fewer than before.</summary>
/// <param name="Open">So many.</param>
[GenerateSerializer, Immutable, Alias("parley.own.held")]
public sealed record HeldMoved([Id(0)] string Room, [Id(1)] int Open) : OwnChange;

/// <summary>A moderator has looked at a message of the user's.</summary>
[GenerateSerializer, Immutable, Alias("parley.own.held-settled")]
public sealed record HeldSettled([Id(0)] string Room, [Id(1)] string ClientId, [Id(2)] bool IsApproved) : OwnChange;
