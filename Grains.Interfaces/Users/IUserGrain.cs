using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Presence;
using Parley.Rooms;
using Parley.SecondFactor;
using Parley.Sessions;

namespace Parley.Users;

/// <summary>
/// One user: profile, password, sessions, read positions. Key: user id. An id that this installation did not make is
/// answered like a missing user, without a look at the database.
/// </summary>
[Alias("parley.user"), GrainInterfaceType("user")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Fills a claimed id with a user. For <see cref="IUserNameGrain"/>; refused as <c>name-taken</c> if it is filled.</summary>
    [Alias("create"), ResponseTimeout("00:00:30")] Task<Outcome<UserProfile>> Create(CreateUser command);

    /// <summary>The user; null if there is none.</summary>
    [Alias("find"), Repeatable] Task<UserProfile?> Find();

    /// <summary>Checks the password and opens a session. Call <see cref="IUserNameGrain.SignIn"/>, which knows what to do with unknown names.</summary>
    [Alias("sign-in"), ResponseTimeout("00:00:30")] Task<Outcome<SignedIn>> SignIn(SignIn command);

    /// <summary>
    /// Goes on with a sign-in that was refused as <c>second-factor-needed</c>. Refused as <c>ticket-ended</c>, or like
    /// <see cref="ISecondFactorGrain.Spend"/>.
    /// </summary>
    [Alias("continue-sign-in"), ResponseTimeout("00:00:30")] Task<Outcome<SignedIn>> ContinueSignIn(ContinueSignIn command);

    /// <summary>
    /// Opens a session without a password: for callers that have made sure of the user in another way, e.g. the admin command
    /// line. Refused as <c>user-not-found</c>.
    /// </summary>
    [Alias("open-session"), ResponseTimeout("00:00:30")] Task<Outcome<SignedIn>> OpenSession(OpenSession command);

    /// <summary>
    /// Changes the password and ends all other sessions; codes for a reset count no more. Refused as <c>password-wrong</c>,
    /// <c>invalid</c> or <c>busy</c>.
    /// </summary>
    [Alias("change-password"), ResponseTimeout("00:00:30")] Task<Outcome<UserProfile>> ChangePassword(ChangePassword command);

    /// <summary>The same without the old password, and ends all sessions: for callers that have made sure of the user, or act for the operator. Refused as <c>user-not-found</c>.</summary>
    [Alias("set-password"), ResponseTimeout("00:00:30"), Repeatable] Task<Outcome<UserProfile>> SetPassword(SetPassword command);

    /// <summary>Whether there is a password to sign in with. False: only providers and codes let the user in.</summary>
    [Alias("has-password"), Repeatable] Task<bool> HasPassword();

    /// <summary>Makes sure that it is the user who asks. Users without a password pass. Refused as <c>password-wrong</c> or <c>busy</c>.</summary>
    [Alias("confirm-password"), ResponseTimeout("00:00:30"), Repeatable] Task<Outcome<UserProfile>> ConfirmPassword(ConfirmPassword command);

    /// <summary>The sessions that have not ended, newest first.</summary>
    [Alias("sessions"), Repeatable] Task<ImmutableArray<SessionView>> Sessions();

    /// <summary>
    /// Ends one of the user's sessions; answers after that is on disk with the time until which it must be remembered.
    /// Repeating is harmless. Refused as <c>session-not-found</c> if it is not one of this user's living ones.
    /// </summary>
    [Alias("end-session")] Task<Outcome<DateTimeOffset>> EndSession(string session);

    /// <summary>
    /// Ends all sessions that the user has now, but for one; answers with those that it has ended after that is on disk and all frontends
    /// that can be reached have let go of them.
    /// </summary>
    /// <param name="except">A session that stays; null: none.</param>
    [Alias("end-sessions"), ResponseTimeout("00:00:30")] Task<ImmutableArray<EndedSession>> EndSessions(string? except);

    /// <summary>
    /// Changes the user's role on this server, or deactivates the user or ends that. All sessions end with the change. Refused as
    /// <c>user-not-found</c>, <c>last-owner</c>, or by <see cref="ServerAccess"/>. Repeating is harmless.
    /// </summary>
    [Alias("change-access"), Repeatable, ResponseTimeout("00:00:30")] Task<Outcome<UserProfile>> ChangeAccess(ChangeUserAccess command);

    /// <summary>
    /// The user is nobody from now on, for ever: nobody can sign in as them, all their sessions end, and everybody sees that they were deleted. For
    /// <see cref="Erasure.IUserErasureGrain"/>, which has the rest erased. Refused as <c>user-not-found</c>, <c>last-owner</c>, or by
    /// <see cref="ServerAccess"/> if somebody else asks. Repeating is harmless.
    /// </summary>
    [Alias("erase"), Repeatable, ResponseTimeout("00:00:30")] Task<Outcome<UserProfile>> Erase(EraseUser command);

    /// <summary>The user name of an erased user, as long as it is known; null: it is not, or the user is not erased.</summary>
    [Alias("name-to-erase"), Repeatable] Task<string?> NameToErase();

    /// <summary>Forgets all that was the user's own. Nothing happens if the user is not erased.</summary>
    [Alias("blank-erased"), Repeatable] Task BlankErased();

    /// <summary>
    /// Makes sure that it is the user who asks, for something that cannot be taken back: by the password, or, of a user without one, by a session that is
    /// young enough; and by the second factor, if there is one. Refused as <c>password-wrong</c>, <c>sign-in-again</c>, or like
    /// <see cref="SecondFactor.ISecondFactorGrain.Spend"/>.
    /// </summary>
    [Alias("prove-identity"), ResponseTimeout("00:00:30")] Task<Outcome<UserProfile>> ProveIdentity(ProveIdentity command);

    /// <summary>
    /// Moves the read position of a room forward, never back; answers with where it stands. Ask
    /// <see cref="IRoomGrain.Position"/> for the position first. Written within a few seconds: a crash may lose the latest moves.
    /// </summary>
    [Alias("mark-read"), Repeatable] Task<ReadPosition> MarkRead(ReadPosition position);

    /// <summary>
    /// Moves the read position of a room back to one that was asked of <see cref="IRoomGrain.Position"/>, never forward; answers with where it
    /// stands when that is on disk.
    /// </summary>
    [Alias("mark-unread"), Repeatable] Task<ReadPosition> MarkUnread(ReadPosition position);

    /// <summary>What is the user's own and the same on every device. Changes that come later are told by <see cref="IPresenceGrain"/>.</summary>
    [Alias("own-state"), Repeatable] Task<OwnState> OwnState();

    /// <summary>How the user wants to be told of a room, from now on. Written when it answers.</summary>
    [Alias("set-room-level"), Repeatable] Task<RoomLevel> SetRoomLevel(RoomLevel level);

    /// <summary>How the user wants to be told of things, from now on. Written when it answers.</summary>
    [Alias("set-settings"), Repeatable] Task<OwnSettings> SetSettings(OwnSettings settings);

    /// <summary>What the user says of themselves, from now on. Written when it answers.</summary>
    /// <param name="status">Null: nothing.</param>
    [Alias("set-status"), Repeatable] Task<UserStatus?> SetStatus(UserStatus? status);

    /// <summary>The read position in one room, for others; null if nothing was read there, or the user does not want it told.</summary>
    [Alias("shown-cursor"), Repeatable] Task<ReadPosition?> ShownCursor(string room);

    /// <summary>Passes something on to all devices of the user. Answers at once; it may be lost.</summary>
    [Alias("tell")] Task Tell(OwnChange change);

    /// <summary>Read positions of all rooms the user has ever read in. They may lie beyond a head that a restore has set back.</summary>
    [Alias("cursors"), Repeatable] Task<ImmutableArray<ReadPosition>> Cursors();

    /// <summary>The read position in one room; null if nothing was read there.</summary>
    [Alias("cursor"), Repeatable] Task<ReadPosition?> Cursor(string room);

    /// <summary>Forgets all that is the user's own of a room, which is deleted: read positions, level, draft, threads, messages for later.</summary>
    [Alias("forget-room"), Repeatable] Task ForgetRoom(string room);
}
