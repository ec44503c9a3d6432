using System.Collections.Immutable;
using Parley.Realtime;
using Parley.Users;

namespace Parley.Presence;

/// <summary>
/// Knows which users of its part have devices that listen, and on which frontends. Key: number of the part, see <see cref="PresenceParts"/>.
/// Kept in memory alone: frontends say it again when it was lost, and one that says nothing for a while is forgotten with all its users.
/// </summary>
[Alias("parley.presence"), GrainInterfaceType("presence")]
public interface IPresenceGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Takes what a frontend has to say, which is also its sign of life: to be repeated within half of <see cref="PresenceParts.ForgetAfter"/>.
    /// False: the report builds on one that is not known here; send all users.
    /// </summary>
    [Alias("report")] Task<bool> Report(PresenceReport report);

    /// <summary>Whether these users are there, as all frontends together have said. One answer for each.</summary>
    [Alias("states-of"), Repeatable] Task<ImmutableArray<UserPresence>> StatesOf(ImmutableArray<string> users);

    /// <summary>Passes a user's changes on to all frontends where the user has a device that listens. Answers when they have them; those that do not take them are forgotten.</summary>
    [Alias("tell"), ResponseTimeout("00:00:05")] Task Tell(OwnNews news);
}

/// <summary>Users of one frontend that belong to one part.</summary>
/// <param name="Frontend">Id of the frontend process.</param>
/// <param name="Number">Of this report; each has a higher one.</param>
/// <param name="After">Number of the report before it, which was taken; 0: this one holds all users.</param>
/// <param name="Came">Users with a device that listens; those that have been told before only if there is something new of them.</param>
/// <param name="Went">Users whose last such device is gone.</param>
[GenerateSerializer, Immutable, Alias("parley.presence.report")]
public sealed record PresenceReport(
    [Id(0)] string Frontend, [Id(1)] IFrontendObserver Observer, [Id(2)] long Number, [Id(3)] long After,
    [Id(4)] ImmutableArray<string> Came, [Id(5)] ImmutableArray<string> Went)
{
    /// <summary>Those who came, or are otherwise than before, and are more than online. Default: nobody.</summary>
    [Id(0)] public ImmutableArray<UserPresence> Details { get; init; }
}
