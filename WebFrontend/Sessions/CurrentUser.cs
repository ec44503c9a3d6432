using System.Collections.Immutable;
using System.Globalization;
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

    private const string ProvenUntilClaim = "exp";
    private const string ScopesClaim = "scope";
    private const string RoomsClaim = "rooms";
    private const string EndsClaim = "ends";

    /// <summary>For commands and queries.</summary>
    public Actor Actor => new(Id, Role);

    /// <summary>
    /// Until when what the user has shown counts without asking anybody: the end of the access token, or of what is remembered of a cookie.
    /// A connection that was opened with it lives longer, unless this frontend no longer knows which sessions have ended.
    /// </summary>
    public DateTimeOffset ProvenUntil { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>What the token may be used for; null: all that the user may do. See <see cref="ScopeGate"/>.</summary>
    public TokenScopes? Scopes { get; init; }

    /// <summary>Ids of the rooms that the token reaches; null: all that the user may see. See <see cref="RoomReach"/>.</summary>
    public ImmutableArray<string>? Rooms { get; init; }

    /// <summary>When the session ends by itself, and its connections with it; null: it does not, while it is used.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The signed-in user of a principal; null if nobody is signed in.</summary>
    public static CurrentUser? From(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue(UserClaim) is { } user && principal.FindFirstValue(SessionClaim) is { } session
            ? new CurrentUser(user, session, RoleOf(principal)) 
            {
                ProvenUntil = TimeOf(principal.FindFirstValue(ProvenUntilClaim)),
                Scopes = principal.FindFirstValue(ScopesClaim) is { } scopes ? TokenScopeNames.Parse(scopes.Split(' ')) ?? TokenScopes.None : null,
                Rooms = principal.FindFirstValue(RoomsClaim) is { } rooms ? [.. rooms.Split(' ')] : null,
                EndsAt = principal.FindFirstValue(EndsClaim) is { } end ? TimeOf(end) : null,
            }
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
        List<Claim> claims =
        [
            new Claim(UserClaim, Id), new Claim(SessionClaim, Session), new Claim(RoleClaim, RoleNames.Of(Role)), new Claim(ProvenUntilClaim, Text(ProvenUntil)),
        ];
        if (Scopes is { } scopes)
        {
            claims.Add(new Claim(ScopesClaim, string.Join(' ', TokenScopeNames.Of(scopes))));
        }

        if (Rooms is { } rooms)
        {
            claims.Add(new Claim(RoomsClaim, string.Join(' ', rooms)));
        }

        if (EndsAt is { } end)
        {
            claims.Add(new Claim(EndsClaim, Text(end)));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, authentication, UserClaim, RoleClaim));
    }

    private static string Text(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset TimeOf(string? seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? DateTimeOffset.FromUnixTimeSeconds(time) : DateTimeOffset.MaxValue;
}
