using System.Security.Claims;
using Parley.Access;

namespace Parley.WebFrontend.Sessions;

/// <summary>Who is asking. Handlers take it as a parameter; only routes that require authorization may.</summary>
/// <param name="Id">User id.</param>
/// <param name="Session">Id of the session the request belongs to.</param>
/// <param name="Role">What the user is on this server. The session says so, by token or cookie: it ends when that changes.</param>
public sealed record CurrentUser(string Id, string Session, ServerRole Role)
{
    public const string UserClaim = "sub";
    public const string SessionClaim = "sid";
    public const string RoleClaim = "role";

    /// <summary>What tokens of programs before roles said of administrators.</summary>
    private const string AdminClaim = "admin";

    /// <summary>For commands and queries.</summary>
    public Actor Actor => new(Id, Role);

    /// <summary>The signed-in user of a principal; null if nobody is signed in.</summary>
    public static CurrentUser? From(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue(UserClaim) is { } user && principal.FindFirstValue(SessionClaim) is { } session
            ? new CurrentUser(user, session, RoleOf(principal))
            : null;

    /// <summary>A role that this program does not know can do the least.</summary>
    private static ServerRole RoleOf(ClaimsPrincipal principal) => principal.FindFirstValue(RoleClaim) is { } role
        ? RoleNames.Parse(role) ?? ServerRole.Guest
        : principal.HasClaim(AdminClaim, "true") ? ServerRole.Admin : ServerRole.Member;

    public static ValueTask<CurrentUser?> BindAsync(HttpContext context) => ValueTask.FromResult(From(context.User));

    /// <summary>The principal that <see cref="From"/> reads.</summary>
    /// <param name="authentication">How the user has proved who it is: one of the names in <see cref="SessionAuthentication"/>.</param>
    internal ClaimsPrincipal ToPrincipal(string authentication)
    {
        Claim[] claims = [new Claim(UserClaim, Id), new Claim(SessionClaim, Session), new Claim(RoleClaim, RoleNames.Of(Role))];
        return new ClaimsPrincipal(new ClaimsIdentity(claims, authentication, UserClaim, RoleClaim));
    }
}
