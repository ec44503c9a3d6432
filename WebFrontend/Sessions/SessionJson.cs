using Parley.Sessions;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Sessions;

/// <summary>Body of <c>POST /sessions</c>.</summary>
/// <param name="Device">Null: told from the User-Agent header.</param>
/// <param name="Cookie">True: sign in by cookie, and give no token to the script.</param>
public sealed record SignInJson(string? UserName, string? Password, string? Device, bool? Cookie);

/// <summary>Body of <c>POST /sessions/refresh</c>.</summary>
public sealed record RefreshJson(string? RefreshToken);

/// <summary>Signed in with tokens.</summary>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Session">Session id.</param>
public sealed record TokensJson(string AccessToken, string RefreshToken, long ExpiresIn, string Session, UserJson User)
{
    public static TokensJson From(SignedIn signedIn) => new(
        signedIn.AccessToken!, signedIn.RefreshToken!, (long)signedIn.ExpiresIn.TotalSeconds, signedIn.Session, UserJson.From(signedIn.User));
}

/// <summary>Signed in with the cookie that came beside it.</summary>
/// <param name="Session">Session id.</param>
public sealed record CookieSessionJson(string Session, UserJson User)
{
    public static CookieSessionJson From(SignedIn signedIn) => new(signedIn.Session, UserJson.From(signedIn.User));
}

/// <summary>A session on the wire.</summary>
public sealed record SessionJson(string Id, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool Current)
{
    public static SessionJson From(SessionView session, string current) =>
        new(session.Id, session.Device, session.CreatedAt, session.LastSeenAt, session.Id == current);
}

/// <summary>A ticket for one socket.</summary>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record TicketJson(string Ticket, long ExpiresIn);

/// <summary>What the sign-in page may offer.</summary>
/// <param name="Registration"><c>open</c>, <c>invite</c> or <c>closed</c></param>
/// <param name="Demo">True: <c>POST /sessions/demo</c> works.</param>
/// <param name="EmailNeeded">True: a new account needs an e-mail address.</param>
/// <param name="Email">True: the server sends e-mail, so that passwords can be reset.</param>
/// <param name="Sms">True: the server sends SMS.</param>
/// <param name="Providers">Others by whom one can sign in.</param>
public sealed record SignInOptionsJson(string Registration, bool Demo, bool EmailNeeded, bool Email, bool Sms, ProviderJson[] Providers);

/// <summary>Somebody else by whom one can sign in: <c>GET /openid/{id}</c>.</summary>
public sealed record ProviderJson(string Id, string Name);
