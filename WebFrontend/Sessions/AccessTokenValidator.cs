using System.Collections.Frozen;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Parley.Errors;
using Parley.Sessions;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Checks access tokens by themselves, without asking a grain: one algorithm, keys from a fixed table, and a look whether the
/// session has ended.
/// </summary>
public sealed class AccessTokenValidator(IGrainFactory grains, SessionRevocations revocations, TimeProvider clock)
{
    /// <summary>How far clocks of silos and frontends may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Ours are below 600 characters.</summary>
    private const int MaxLength = 2048;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };
    private TokenValidationParameters? _parameters;

    /// <summary>Whom a token stands for. Refused as <c>not-signed-in</c>, or <c>session-ended</c> if it was good but for that.</summary>
    public async Task<Outcome<ClaimsPrincipal>> ValidateAsync(string token)
    {
        // Two requests at the same time may both fetch the keys: they are the same.
        _parameters ??= Parameters(await grains.TokenKeys().Current());
        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid || CurrentUser.From(new ClaimsPrincipal(result.ClaimsIdentity)) is not { } user)
        {
            return ErrorCatalog.Error(ErrorCatalog.NotSignedIn);
        }

        return revocations.IsRevoked(user.Session)
            ? ErrorCatalog.Error(ErrorCatalog.SessionEnded)
            : user.ToPrincipal(SessionAuthentication.ByToken);
    }

    private TokenValidationParameters Parameters(TokenKeys current)
    {
        var keys = current.Keys.ToFrozenDictionary(key => key.Id, PublicKey);
        return new TokenValidationParameters
        {
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidIssuer = current.Issuer,
            ValidAudience = current.Audience,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            // By kid alone: headers that name or carry a key (jku, x5u, jwk) mean nothing.
            TryAllIssuerSigningKeys = false,
            IssuerSigningKeyResolver = (_, _, kid, _) => kid is not null && keys.TryGetValue(kid, out var key) ? [key] : [],
            LifetimeValidator = (notBefore, expires, _, _) => IsWithin(notBefore, expires),
            NameClaimType = CurrentUser.UserClaim,
        };
    }

    private bool IsWithin(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return notBefore is not null && expires is not null && notBefore <= now + Skew && now - Skew < expires;
    }

    private static SecurityKey PublicKey(TokenKey key)
    {
        var ecdsa = ECDsa.Create(); // lives as long as the process
        ecdsa.ImportSubjectPublicKeyInfo(key.PublicKey.AsSpan(), out _);
        return new ECDsaSecurityKey(ecdsa) { KeyId = key.Id, CryptoProviderFactory = new CryptoProviderFactory() };
    }
}
