using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Parley.Access;
using Parley.Users;

namespace Parley.Grains.Sessions;

/// <summary>Signs tokens (JWT, RFC 7519) with the key whose turn it is.</summary>
public sealed class AccessTokens(SigningKeys keys, IOptions<SessionOptions> options, TimeProvider clock)
{
    /// <summary>Type of access tokens (RFC 9068).</summary>
    private const string AccessToken = "at+jwt";

    /// <summary>Type of tickets, which open one socket: neither is taken for the other.</summary>
    private const string Ticket = "ticket+jwt";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token that says: this user, in this session, until then.</summary>
    public Task<string> IssueAsync(UserProfile user, string session, TimeSpan lifetime)
    {
        var claims = new Dictionary<string, object> { ["sub"] = user.Id, ["sid"] = session, ["role"] = RoleNames.Of(user.Role) };
        return SignAsync(AccessToken, claims, lifetime);
    }

    /// <summary>A token that says: one socket for this session. Its session says the rest when it is spent.</summary>
    public Task<string> IssueTicketAsync(string user, string session, TimeSpan lifetime) =>
        SignAsync(Ticket, new Dictionary<string, object> { ["sub"] = user, ["sid"] = session }, lifetime);

    private async Task<string> SignAsync(string type, Dictionary<string, object> claims, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow();
        var key = await keys.ForTokenAsync(now + lifetime);
        claims["jti"] = Guid.CreateVersion7(now).ToString("N");
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = type,
            Issuer = options.Value.Issuer,
            Audience = options.Value.Issuer,
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            SigningCredentials = key.Signing,
        });
    }
}
