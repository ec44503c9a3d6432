using Parley.Access;
using Parley.Errors;

namespace Parley.Erasure;

/// <summary>
/// Erases one user for ever: what they have written everywhere, and what is known of them. Key: user id. What stays are numbers: events keep their place,
/// and the id stands for somebody who is no more.
/// </summary>
[Alias("parley.user-erasure"), GrainInterfaceType("user-erasure")]
public interface IUserErasureGrain : IGrainWithStringKey
{
    /// <summary>
    /// Decides it. After the answer nobody is signed in as the user, and nobody can be; the rest follows by itself, whatever dies meanwhile. Refused like
    /// <see cref="Users.IUserGrain.Erase"/>. Repeating is harmless. It cannot be taken back.
    /// </summary>
    /// <param name="by">Who asks, of whom the caller has made sure; null: the operator.</param>
    [Alias("begin"), Repeatable, ResponseTimeout("00:00:30")] Task<Outcome<ErasureStatus>> Begin(Actor? by);

    /// <summary>How far it is.</summary>
    [Alias("status"), Repeatable] Task<ErasureStatus> Status();
}

/// <summary>How far an erasure is.</summary>
public enum ErasureState
{
    /// <summary>Nobody has asked for it.</summary>
    None,
    Running,

    /// <summary>Nothing of the user was left when it was looked for the last time.</summary>
    Done,
}

/// <summary>How far the erasure of a user is.</summary>
/// <param name="By">User id of who asked; null: the operator, or nobody.</param>
/// <param name="At">When it was asked for; null: never.</param>
/// <param name="Messages">Messages erased so far.</param>
/// <param name="DoneAt">Null: not yet.</param>
[GenerateSerializer, Immutable, Alias("parley.erasure.status")]
public sealed record ErasureStatus(
    [Id(0)] string User, [Id(1)] ErasureState State, [Id(2)] string? By, [Id(3)] DateTimeOffset? At, [Id(4)] long Messages, [Id(5)] DateTimeOffset? DoneAt);
