using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Errors;
using Parley.Realtime;

namespace Parley.Rooms;

/// <summary>
/// One room: decides, numbers, keeps and publishes everything that happens in it. Key: room id.
/// Every answer is given at a head that was read from the log during the call, so that an activation that has been
/// left behind cannot answer from the past.
/// </summary>
[Alias("parley.room"), GrainInterfaceType("room")]
public interface IRoomGrain : IGrainWithStringKey
{
    /// <summary>
    /// Carries out a command; answers only after the commit. Refused as <c>busy</c> (nothing stored) when too much is
    /// waiting, as <c>unavailable</c> (outcome unknown) when the database does not answer in time.
    /// </summary>
    [Alias("do"), Repeatable] Task<Outcome<Done>> Do(RoomCommand command);

    /// <summary>The room as the reader sees it; a private room exists for members only.</summary>
    [Alias("view"), Repeatable] Task<Outcome<RoomView>> Describe(Actor reader);

    /// <summary>A page of history.</summary>
    [Alias("read"), Repeatable] Task<Outcome<EventPage>> Read(ReadEvents query);

    /// <summary>A page of messages as they are now. Refused like <see cref="Read"/>.</summary>
    [Alias("messages"), Repeatable] Task<Outcome<MessagePage>> Messages(ReadMessages query);

    /// <summary>One message as it is now. Refused like <see cref="Read"/>, or as <c>message-not-found</c>.</summary>
    [Alias("message"), Repeatable] Task<Outcome<MessagePage>> Message(Actor reader, long seq);

    /// <summary>
    /// One message, for who was told <c>not-a-member</c> or <c>room-not-found</c> of <see cref="Message"/>: as it was when they left, if the room lets them read on
    /// (<see cref="RoomLeavers"/>). Refused like <see cref="Message"/>.
    /// </summary>
    [Alias("look-back"), Repeatable] Task<Outcome<MessagePage>> LookBack(Actor reader, long seq);

    /// <summary>
    /// What a message has said, from the first text to the one of now. Refused like <see cref="Message"/>, as <c>message-deleted</c>, or as
    /// <c>forbidden</c> if former texts are not shown on this server.
    /// </summary>
    [Alias("edits"), Repeatable] Task<Outcome<ImmutableArray<MessageVersion>>> Edits(Actor reader, long seq);

    /// <summary>The pinned messages, the one that was pinned last first. Refused like <see cref="Read"/>.</summary>
    [Alias("pins"), Repeatable] Task<Outcome<MessagePage>> Pins(Actor reader);

    /// <summary>
    /// Numbers of the newest messages that are meant and not deleted, in order. Refused to those who may not delete messages of others.
    /// </summary>
    [Alias("find-messages"), Repeatable] Task<Outcome<ImmutableArray<long>>> FindMessages(FindMessages query);

    /// <summary>Deletions of many that can be undone, the latest first. Refused to those who may not delete messages of others.</summary>
    [Alias("deletions"), Repeatable] Task<Outcome<ImmutableArray<Deletion>>> Deletions(Actor reader);

    /// <summary>The words that are not to be said here have changed: what comes from now on is looked at by the new rules.</summary>
    [Alias("follow-word-rules"), Repeatable] Task FollowWordRules();

    /// <summary>What the reader has chosen in a poll, in order. Refused like <see cref="Message"/>.</summary>
    [Alias("choices"), Repeatable] Task<Outcome<ImmutableArray<int>>> Choices(Actor reader, long seq);

    /// <summary>The message that a message passes on, as the reader may see it now. Refused like <see cref="Message"/>, also if it passes none on.</summary>
    [Alias("forwarded"), Repeatable] Task<Outcome<ForwardedMessage>> Forwarded(Actor reader, long seq);

    /// <summary>What somebody may see of a message: members all of it, who could join at once its text, others nothing, like of one that is gone or never was.</summary>
    [Alias("glimpse"), Repeatable] Task<Glimpse> Glimpse(Actor reader, long seq);

    /// <summary>What the reader missed, up to the head at which membership was decided.</summary>
    [Alias("subscribe"), Repeatable] Task<Outcome<Subscription>> Subscribe(SubscribeReader query);

    /// <summary>Clamps a read position to the head and says how many messages lie up to it.</summary>
    [Alias("position-of"), Repeatable] Task<Outcome<ReadPosition>> Position(Actor reader, long seq);

    /// <summary>
    /// Registers a frontend at the head that the answer holds and returns what it missed; from then on batches go to its
    /// observer, one at a time. Attaching again replaces the earlier attachment.
    /// </summary>
    [Alias("attach")] Task<Outcome<Attachment>> Attach(AttachFrontend request);

    /// <summary>Forgets a frontend. Harmless if it is not attached.</summary>
    [Alias("detach")] Task Detach(string frontend);

    /// <summary>Passes on to who looks how far a member has read, if the room is small; may be lost. Whether the member wants it told is for the caller to know.</summary>
    [Alias("seen"), OneWay] Task Seen(string user, long seq);

    /// <summary>Passes "is typing" on to who looks; may be lost.</summary>
    [Alias("typing"), OneWay] Task Typing(string user);

    /// <summary>Has the activation move to another silo as soon as it may. Only silos call it. Calls under way are finished, later ones follow the room.</summary>
    /// <param name="from">Key of the silo that gives the room away. Elsewhere nothing happens.</param>
    /// <param name="to">Key of the silo that gets it. If it is gone by then, the room goes elsewhere.</param>
    [Alias("move")] Task Move(string from, string to);
}
