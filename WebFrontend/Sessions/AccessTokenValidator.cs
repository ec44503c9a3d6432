using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Parley.Errors;
using Parley.Sessions;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Checks tokens. Bots' tokens as cookies are; access tokens by themselves, without asking a grain: form, key, times, and a look whether the session has ended. Tickets
/// in the same way, and then their session, which spends them.
/// </summary>
internal sealed class AccessTokenValidator(IGrainFactory grains, CookieValidator cookies, CheckingKeys keys, SessionRevocations revocations, TimeProvider clock)
{
    /// <summary>How far clocks of silos and frontends may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private const string AccessToken = "at+jwt";
    private const string Ticket = "ticket+jwt";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = TokenForm.MaxLength };

    /// <summary>Whom a token stands for. Refused as <c>not-signed-in</c>, or <c>session-ended</c> if it was good but for that.</summary>
    public async Task<Outcome<ClaimsPrincipal>> ValidateAsync(string token)
    {
        if (token.StartsWith(SessionToken.BotPrefix, StringComparison.Ordinal))
        {
            return await cookies.ValidateBotTokenAsync(token);
        }

        var verified = await VerifyAsync(token, AccessToken);
        if (verified.IsError)
        {
            return verified.Error;
        }

        var user = CurrentUser.From(new ClaimsPrincipal(verified.Value.Claims))! with { ProvenUntil = verified.Value.Form.Expires };
        return revocations.IsRevoked(user.Session)
            ? ErrorCatalog.Error(ErrorCatalog.SessionEnded)
            : user.ToPrincipal(SessionAuthentication.ByToken);
    }

    /// <summary>Spends a ticket: whom it stands for. Refused like a token, and as <c>not-signed-in</c> if it was spent before, on whatever frontend.</summary>
    public async Task<Outcome<ClaimsPrincipal>> RedeemAsync(string ticket)
    {
        var verified = await VerifyAsync(ticket, Ticket);
        if (verified.IsError)
        {
            return verified.Error;
        }

        var form = verified.Value.Form;
        if (revocations.IsRevoked(form.Session))
        {
            return ErrorCatalog.Error(ErrorCatalog.SessionEnded);
        }

        var session = await grains.Session(form.Session).Redeem(new RedeemTicket(form.TokenId, form.Expires, Guid.NewGuid().ToString("N")));
        return session.IsError
            ? session.Error
            : new CurrentUser(session.Value.User, form.Session, session.Value.Role) { ProvenUntil = form.Expires, Scopes = session.Value.Scopes, Rooms = session.Value.Rooms, EndsAt = session.Value.ExpiresAt }.ToPrincipal(SessionAuthentication.ByToken);
    }

    private async Task<Outcome<Verified>> VerifyAsync(string token, string type)
    {
        var refused = ErrorCatalog.Error(ErrorCatalog.NotSignedIn);
        if (TokenForm.Read(token) is not { } form || form.Type != type || !IsWithin(form))
        {
            return refused;
        }

        var found = await keys.FindAsync(form.KeyId);
        if (found.IsError)
        {
            return found.Error;
        }

        if (found.Value.Key is not { } key || key.Algorithm != form.Algorithm)
        {
            return refused;
        }

        var result = await _handler.ValidateTokenAsync(token, found.Value.Table.Parameters(key, type));
        return result.IsValid ? new Verified(form, result.ClaimsIdentity) : refused;
    }

    private bool IsWithin(TokenForm form)
    {
        var now = clock.GetUtcNow();
        return form.NotBefore <= now + Skew && form.IssuedAt <= now + Skew && now - Skew < form.Expires;
    }

    private sealed record Verified(TokenForm Form, ClaimsIdentity Claims);
}
