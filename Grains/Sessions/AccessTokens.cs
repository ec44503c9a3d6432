using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Parley.Grains.Storage;
using Parley.Access;
using Parley.Sessions;
using Parley.Users;

namespace Parley.Grains.Sessions;

/// <summary>Signs access tokens (JWT, ES256) with the key of this installation, made by whoever first needs it.</summary>
public sealed class AccessTokens : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create();
    private readonly SigningCredentials _credentials;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly string _issuer;
    private readonly TimeProvider _clock;

    public AccessTokens(ServerKeys keys, IOptions<SessionOptions> options, TimeProvider clock)
    {
        _key.ImportPkcs8PrivateKey(keys.GetOrAdd("access-tokens", NewKey), out _);
        _issuer = options.Value.Issuer;
        _clock = clock;
        var publicKey = _key.ExportSubjectPublicKeyInfo();
        var id = Base64UrlEncoder.Encode(SHA256.HashData(publicKey)[..12]);
        // The library's common factory would keep this key's signer for the whole process, also after Dispose.
        var key = new ECDsaSecurityKey(_key) { KeyId = id, CryptoProviderFactory = new CryptoProviderFactory() };
        _credentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
        PublicKeys = new TokenKeys(_issuer, _issuer, [new TokenKey(id, [.. publicKey])]);
    }

    /// <summary>What is needed to check them.</summary>
    public TokenKeys PublicKeys { get; }

    /// <summary>A token that says: this user, in this session, until then.</summary>
    public string Issue(UserProfile user, string session, TimeSpan lifetime)
    {
        var now = _clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["sub"] = user.Id,
            ["sid"] = session,
            ["jti"] = Guid.CreateVersion7(now).ToString("N"),
            ["role"] = RoleNames.Of(user.Role),
        };

        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = _issuer,
            Audience = _issuer,
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            SigningCredentials = _credentials,
        });
    }

    public void Dispose() => _key.Dispose();

    private static byte[] NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }
}
