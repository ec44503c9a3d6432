using Parley.Errors;
using Parley.Users;

namespace Parley.Sessions;

/// <summary>One signed-in device. Key: session id. An id that this installation did not make costs no look at the database.</summary>
[Alias("parley.session"), GrainInterfaceType("session")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Starts the session. For <see cref="IUserGrain"/>, which has noted the id before.</summary>
    [Alias("open"), ResponseTimeout("00:00:30")] Task<SignedIn> Open(UserProfile user, OpenSession command);

    /// <summary>
    /// Spends a refresh token for new tokens; answers after that is on disk. The token spent last gets the same new one
    /// again for a short while, for a reply that was lost; any other spent token ends the session. Refused as <c>session-ended</c>.
    /// </summary>
    [Alias("refresh"), ResponseTimeout("00:00:30")] Task<Outcome<SignedIn>> Refresh(RefreshSession command);

    /// <summary>Whose session a cookie stands for. Refused as <c>session-ended</c>.</summary>
    [Alias("authenticate"), Repeatable] Task<Outcome<SessionIdentity>> Authenticate(AuthenticateCookie query);

    /// <summary>A ticket that opens one socket within <c>Parley:Sessions:TicketLifetime</c>. Refused as <c>session-ended</c>.</summary>
    [Alias("ticket")] Task<Outcome<SocketTicket>> Ticket();

    /// <summary>
    /// Spends a ticket, whose signature the caller has checked: for one caller in the whole installation, by one conditional write. The
    /// same attempt may be repeated. Refused as <c>session-ended</c>, or <c>not-signed-in</c> if another has spent it.
    /// </summary>
    [Alias("redeem"), Repeatable] Task<Outcome<SessionIdentity>> Redeem(RedeemTicket command);

    /// <summary>What the user sees of it; null if it has ended or never was.</summary>
    [Alias("describe"), Repeatable] Task<SessionView?> Describe();

    /// <summary>
    /// Ends it; answers after the end and its entry in the feed of <see cref="IRevocationsGrain"/> are on disk, with the
    /// time until which an access token of it might still be within its own time. Repeating is harmless, and mends an end that was interrupted.
    /// </summary>
    [Alias("end"), Repeatable] Task<DateTimeOffset> End();

    /// <summary>Ends it and forgets what it knows of the device: its user is erased.</summary>
    [Alias("erase"), Repeatable] Task Erase();
}
