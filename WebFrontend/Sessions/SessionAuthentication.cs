using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Realtime;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Finds out who asks: by the Authorization header, else by the token or ticket that the address carried (sockets only), else by the
/// cookie. A token that does not count is not made up for by a cookie.
/// </summary>
internal sealed class SessionAuthentication(
    AccessTokenValidator tokens, CookieValidator cookies, OriginCheck origins,
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Parley";

    /// <summary>Authentication type of who sent a token: no other site can have done that.</summary>
    public const string ByToken = "token";

    /// <summary>Authentication type of who sent the cookie: the browser may have done that for another site; see <see cref="SameOrigin"/>.</summary>
    public const string ByCookie = "cookie";

    private const string Bearer = "Bearer ";
    private Error _refusal = ErrorCatalog.Error(ErrorCatalog.NotSignedIn);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var outcome = await FindUserAsync();
        if (outcome is not { } found)
        {
            return AuthenticateResult.NoResult();
        }

        if (found.IsError)
        {
            _refusal = found.Error;
            return AuthenticateResult.Fail(found.Error.Message);
        }

        return AuthenticateResult.Success(new AuthenticationTicket(found.Value, Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return ErrorResults.WriteAsync(Context, _refusal);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ErrorResults.WriteAsync(Context, ErrorCatalog.Error(ErrorCatalog.Forbidden));

    private async Task<Outcome<ClaimsPrincipal>?> FindUserAsync()
    {
        var authorization = Request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return await tokens.ValidateAsync(authorization[Bearer.Length..].Trim());
        }

        if (AddressToken.Of(Context) is { } token)
        {
            return await tokens.ValidateAsync(token);
        }

        if (AddressToken.TicketOf(Context) is { } ticket)
        {
            // Not spent by a request that opens nothing, or that another site's page has made.
            return OpensWebSocket() && origins.Allows(Request) ? await tokens.RedeemAsync(ticket) : ErrorCatalog.Error(ErrorCatalog.NotSignedIn);
        }

        if (SessionCookie.Read(Request) is { } cookie)
        {
            return await cookies.ValidateAsync(cookie);
        }

        return null;
    }

    /// <summary>By an upgrade (RFC 6455), or by CONNECT over HTTP/2 (RFC 8441).</summary>
    private bool OpensWebSocket() => Context.WebSockets.IsWebSocketRequest;
}
