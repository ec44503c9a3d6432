using System.Collections.Immutable;
using Parley.Errors;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Scheduling;

/// <summary>
/// Messages that a user has written for later. Key: user id. What was answered is on disk. Each is sent once, at its time or as soon after it as there
/// is a silo, under the client id that it has from the beginning; whether the user may send it is decided then, by the room.
/// </summary>
[Alias("parley.scheduled"), GrainInterfaceType("scheduled")]
public interface IScheduledMessagesGrain : IGrainWithStringKey
{
    /// <summary>All that wait or were refused, the next one first.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<ScheduledMessage>> List();

    /// <summary>
    /// Keeps a message until its time. The same client id with the same content gets the same answer. Refused as <c>too-many-scheduled</c>,
    /// <c>client-id-conflict</c>, or <c>invalid</c> if the time has passed or is too far away.
    /// </summary>
    [Alias("schedule"), Repeatable] Task<Outcome<ScheduledMessage>> Schedule(ScheduleMessage command);

    /// <summary>
    /// Gives it another text or time; one that was refused waits again. Refused as <c>scheduled-not-found</c>, or as <c>scheduled-sending</c> once its
    /// time has come.
    /// </summary>
    [Alias("change"), Repeatable] Task<Outcome<ScheduledMessage>> Change(ChangeScheduled command);

    /// <summary>Forgets it. Refused like a change.</summary>
    [Alias("cancel"), Repeatable] Task<Outcome<ScheduledMessage>> Cancel(string clientId);

    /// <summary>Forgets all of them, also those whose time has come: their user is erased.</summary>
    [Alias("erase"), Repeatable] Task Erase();

    /// <summary>Forgets those for a room, which is deleted.</summary>
    [Alias("forget"), Repeatable] Task Forget(string room);
}

/// <summary>What has become of a message for later.</summary>
public enum ScheduledState
{
    Waiting,

    /// <summary>Its time has come: it is in the room already, or will be as soon as the room takes it.</summary>
    Sending,

    /// <summary>It is in the room, and forgotten here.</summary>
    Sent,

    /// <summary>The room did not take it; it stays until it is changed or cancelled.</summary>
    Refused,
    Cancelled,
}

/// <summary>A message for later.</summary>
/// <param name="ClientId">Its name, and the client id of the message that it becomes.</param>
[GenerateSerializer, Immutable, Alias("parley.scheduled.message")]
public sealed record ScheduledMessage(
    [Id(0)] string ClientId, [Id(1)] string Room, [Id(2)] string Text, [Id(3)] long? ReplyTo, [Id(4)] DateTimeOffset SendAt, [Id(5)] ScheduledState State)
{
    /// <summary>Code of the refusal.</summary>
    [Id(0)] public string? Refusal { get; init; }

    /// <summary>Number in the room, once it is there.</summary>
    [Id(1)] public long? Seq { get; init; }

    /// <summary>Without the text.</summary>
    public override string ToString() => $"ScheduledMessage({ClientId}, {Room}, {State})";
}

/// <summary>Asks for a message to be sent later.</summary>
[GenerateSerializer, Immutable, Alias("parley.scheduled.schedule")]
public sealed record ScheduleMessage([Id(0)] string ClientId, [Id(1)] string Room, [Id(2)] string Text, [Id(3)] long? ReplyTo, [Id(4)] DateTimeOffset SendAt)
{
    /// <summary>Whom the text mentions, by now; who of them is a member is for the room to say when it is sent. Null: nobody.</summary>
    [Id(0)] public Mentions? Mentions { get; init; }

    /// <summary>Without the text.</summary>
    public override string ToString() => $"ScheduleMessage({ClientId}, {Room})";
}

/// <summary>Asks for a change. What is null stays.</summary>
[GenerateSerializer, Immutable, Alias("parley.scheduled.change")]
public sealed record ChangeScheduled([Id(0)] string ClientId, [Id(1)] string? Text, [Id(2)] DateTimeOffset? SendAt)
{
    /// <summary>Whom the new text mentions; null: nobody.</summary>
    [Id(0)] public Mentions? Mentions { get; init; }

    /// <summary>Without the text.</summary>
    public override string ToString() => $"ChangeScheduled({ClientId})";
}

/// <summary>Something has become of a message for later.</summary>
[GenerateSerializer, Immutable, Alias("parley.own.scheduled")]
public sealed record ScheduledMoved([Id(0)] ScheduledMessage Message) : OwnChange;
