using Orleans.Concurrency;
using Parley.Errors;
using Parley.Sessions;

namespace Parley.Users;

/// <summary>
/// One user name: who has it. Key: <see cref="UserNames.Key"/>, so that names that differ by case alone are one grain, and
/// one row, of which only one writer can make the first version.
/// </summary>
[Alias("parley.user-name"), GrainInterfaceType("user-name")]
public interface IUserNameGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes a user of this name. Refused as <c>name-taken</c>, <c>invalid</c>, or <c>busy</c> (nothing stored) while too many
    /// passwords are being hashed. After a failure with unknown outcome it may be repeated.
    /// </summary>
    [Alias("register"), ResponseTimeout("00:00:30")] Task<Outcome<UserProfile>> Register(RegisterUser command);

    /// <summary>
    /// Checks the password and opens a session. An unknown name, a wrong password and a user without one are refused by the
    /// same <c>sign-in-failed</c> after the same work.
    /// </summary>
    // Interleaves, so that a guesser who keeps a name busy does not lock its owner out: reads the claim, writes nothing.
    [Alias("sign-in"), AlwaysInterleave, ResponseTimeout("00:00:30")] Task<Outcome<SignedIn>> SignIn(SignIn command);

    /// <summary>Keeps the name from being given out, because another one looks like it. Refused as <c>name-taken</c> if somebody has it. Repeating is harmless.</summary>
    /// <param name="lookAlike">Key of the other name.</param>
    [Alias("reserve"), Repeatable] Task<Error?> Reserve(string lookAlike);

    /// <summary>
    /// Gives the name up, or what kept it from being given out: somebody else may have it from then on. Nothing happens if it is not that user's, and not kept
    /// for that name. Repeating is harmless.
    /// </summary>
    /// <param name="user">User id of who is erased.</param>
    /// <param name="name">Key of the name of that user.</param>
    [Alias("release"), Repeatable] Task Release(string user, string name);

    /// <summary>Gives the user of the name another password and ends all sessions: for the operator. Refused as <c>user-not-found</c>, <c>invalid</c> or <c>busy</c>.</summary>
    [Alias("set-password"), ResponseTimeout("00:00:30"), Repeatable] Task<Outcome<UserProfile>> SetPassword(SetNamesPassword command);

    /// <summary>The user of this name; null if nobody has it.</summary>
    [Alias("find"), AlwaysInterleave, Repeatable] Task<UserProfile?> Find();
}
