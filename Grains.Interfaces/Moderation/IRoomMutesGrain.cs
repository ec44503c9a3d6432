using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Moderation;

/// <summary>
/// Members of a room who are muted for a time. Key: room id. The mute itself is the member's role, and an event of the room; this ends it when its time
/// has come, in the name of who has muted, wherever there is a silo.
/// </summary>
[Alias("parley.room-mutes"), GrainInterfaceType("room-mutes")]
public interface IRoomMutesGrain : IGrainWithStringKey
{
    /// <summary>
    /// Mutes a member until a time. Refused like the change of a role, as <c>too-many-mutes</c>, or as <c>invalid</c> if the time has passed or is too
    /// far away. Another time takes the place of an earlier one.
    /// </summary>
    [Alias("mute"), Repeatable, ResponseTimeout("00:00:15")] Task<Outcome<Done>> Mute(MuteForATime command);

    /// <summary>Somebody has given the member another role, or the same for good: nothing ends by itself any more. Harmless if nothing did.</summary>
    [Alias("forget"), Repeatable] Task Forget(string user);

    /// <summary>Who is muted for a time, the one first who may speak first.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<TimedMute>> List();

    /// <summary>Forgets all of it: the room is deleted.</summary>
    [Alias("erase"), Repeatable] Task Erase();
}

/// <summary>Asks for a member to be muted until a time.</summary>
/// <param name="By">Who asks.</param>
/// <param name="User">User id.</param>
[GenerateSerializer, Immutable, Alias("parley.mute.for-a-time")]
public sealed record MuteForATime([Id(0)] Actor By, [Id(1)] string User, [Id(2)] DateTimeOffset Until);

/// <summary>A member who is muted for a time.</summary>
/// <param name="By">User id of who muted.</param>
[GenerateSerializer, Immutable, Alias("parley.mute")]
public sealed record TimedMute([Id(0)] string User, [Id(1)] string By, [Id(2)] DateTimeOffset Until);

/// <summary>The user is muted in a room for a time, or that has ended.</summary>
/// <param name="Until">Null: it has ended.</param>
[GenerateSerializer, Immutable, Alias("parley.own.mute-moved")]
public sealed record MuteMoved([Id(0)] string Room, [Id(1)] DateTimeOffset? Until) : OwnChange;
