using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Dashboard;
using Parley.Rooms;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Realtime;

/// <summary>
/// The one ear a frontend process has for all its rooms. Calls only queue. A lost call is normal: the
/// frontend checks the numbers and fetches what is missing, at the latest at its next renewal.
/// </summary>
[Alias("parley.frontend-observer"), GrainInterfaceType("frontend-observer")]
public interface IFrontendObserver : IGrainObserver
{
    /// <summary>
    /// Events of one room in order. The room waits for the answer before it sends this frontend the next batch; a frontend on which many read
    /// takes its time, so that what happens meanwhile comes with that. Rooms do not wait for each other.
    /// </summary>
    [Alias("deliver"), AlwaysInterleave, ResponseTimeout("00:00:03")] Task Deliver(RoomBatch batch);

    /// <summary>Rooms that are active on a silo where this frontend is not attached to them; those that it has, it attaches to.</summary>
    /// <param name="silo">Key of the silo.</param>
    [Alias("announce"), ResponseTimeout("00:00:03")] Task Announce(string silo, ImmutableArray<string> rooms);

    /// <summary>Something without a number, e.g. typing. May be lost.</summary>
    [Alias("ephemeral"), OneWay] Task Ephemeral(RoomEphemeral ephemeral);

    /// <summary>Changes of what is a user's own, for all devices of the user here that listen. One call at a time for each user.</summary>
    [Alias("own"), ResponseTimeout("00:00:03")] Task Own(OwnNews news);

    /// <summary>
    /// Sessions that have ended: after the answer none of their connections here gets anything more. May be lost, the feed says it again
    /// (<see cref="IRevocationsGrain"/>).
    /// </summary>
    [Alias("sessions-ended"), ResponseTimeout("00:00:03")] Task SessionsEnded(ImmutableArray<EndedSession> sessions);

    /// <summary>Users whose profile is another now: what is remembered of them here is not shown any more. May be lost, then it is shown until it is read anew.</summary>
    [Alias("profiles-changed"), ResponseTimeout("00:00:03")] Task ProfilesChanged(ImmutableArray<string> users);

    /// <summary>Forgets a refusal for asking too often. May be lost, then it is refused until its time has passed.</summary>
    [Alias("limit-lifted"), ResponseTimeout("00:00:03")] Task LimitLifted(string scope, string key);

    /// <summary>Stops this frontend as on SIGTERM, right after the answer.</summary>
    [Alias("drain"), ResponseTimeout("00:00:02")] Task Drain();

    /// <summary>How this frontend is doing.</summary>
    [Alias("report"), ResponseTimeout("00:00:02")] Task<FrontendReport> Report();
}

/// <summary>Consecutive events of one room.</summary>
/// <param name="Frontends">How many frontends hear the room, this one included; 0: of an older silo, which does not say.</param>
[GenerateSerializer, Immutable, Alias("parley.room.batch")]
public sealed record RoomBatch(
    [Id(0)] string Room, [Id(1)] string Epoch, [Id(2)] ImmutableArray<RoomEvent> Events, [Id(3)] int Frontends = 0);

/// <summary>Where a room stands.</summary>
[GenerateSerializer, Immutable, Alias("parley.room.head")]
public sealed record RoomHead([Id(0)] string Room, [Id(1)] string Epoch, [Id(2)] long LastSeq);

/// <summary>Something in a room that is never stored.</summary>
/// <param name="Kind"><c>typing</c> or <c>seen</c></param>
[GenerateSerializer, Immutable, Alias("parley.room.ephemeral")]
public sealed record RoomEphemeral([Id(0)] string Room, [Id(1)] string Kind, [Id(2)] string User)
{
    /// <summary>With <c>seen</c>: number of the last event that the user has read.</summary>
    [Id(0)] public long? Seq { get; init; }
}

/// <summary>A frontend asks to be told of a room's events.</summary>
/// <param name="Frontend">Id of the frontend process.</param>
[GenerateSerializer, Immutable, Alias("parley.room.attach")]
public sealed record AttachFrontend([Id(0)] string Frontend, [Id(1)] IFrontendObserver Observer)
{
    /// <summary>The last number the frontend has fanned out; null: it has none, start at the head.</summary>
    [Id(0)] public long? After { get; init; }

    /// <summary>The epoch of <see cref="After"/>.</summary>
    [Id(1)] public string? Epoch { get; init; }
}

/// <summary>The frontend is registered; batches follow <see cref="LastSeq"/>.</summary>
/// <param name="Silo">Key of the <see cref="ISiloGrain"/> on the silo that holds the room: renew there.</param>
/// <param name="Missed">What lies between the frontend's position and <paramref name="LastSeq"/>; empty if it asked for none.</param>
/// <param name="Reset">True if <paramref name="Missed"/> does not reach back to the frontend's position (another epoch, or too much was missed):
/// its subscribers must be told <c>gap</c>.</param>
[GenerateSerializer, Immutable, Alias("parley.room.attachment")]
public sealed record Attachment(
    [Id(0)] string Epoch, [Id(1)] long LastSeq, [Id(2)] string Silo,
    [Id(3)] ImmutableArray<RoomEvent> Missed, [Id(4)] bool Reset);
