using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Parley.Sessions;

namespace Parley.WebFrontend.Sessions;

/// <summary>A key to check tokens by. It takes its own algorithm and no other: nothing that a token says can have it used in another way.</summary>
internal sealed class CheckingKey
{
    private CheckingKey(TokenKey key, string algorithm, SecurityKey security)
    {
        (Key, Algorithm, Security) = (key, algorithm, security);
        security.KeyId = key.Id;
        security.CryptoProviderFactory = new CryptoProviderFactory(); // the common one would keep it for the whole process
    }

    /// <summary>As it came.</summary>
    public TokenKey Key { get; }

    /// <summary>One of <see cref="TokenAlgorithms"/>.</summary>
    public string Algorithm { get; }

    public SecurityKey Security { get; }

    /// <summary>The public part as a JSON Web Key (RFC 7517); null for a secret, which has none.</summary>
    public JwkJson? Jwk => Security switch
    {
        ECDsaSecurityKey ec when ec.ECDsa.ExportParameters(includePrivateParameters: false) is var point =>
            new JwkJson("EC", Key.Id, Algorithm) { Crv = "P-256", X = Base64UrlEncoder.Encode(point.Q.X), Y = Base64UrlEncoder.Encode(point.Q.Y) },
        RsaSecurityKey rsa when rsa.Rsa.ExportParameters(includePrivateParameters: false) is var numbers =>
            new JwkJson("RSA", Key.Id, Algorithm) { N = Base64UrlEncoder.Encode(numbers.Modulus), E = Base64UrlEncoder.Encode(numbers.Exponent) },
        _ => null,
    };

    /// <summary>The key; null if this program does not know its algorithm.</summary>
    public static CheckingKey? From(TokenKey key)
    {
        switch (key.Algorithm ?? TokenAlgorithms.Es256)
        {
            case TokenAlgorithms.Es256:
                var ec = ECDsa.Create(); // lives as long as somebody checks by it
                ec.ImportSubjectPublicKeyInfo(key.PublicKey.AsSpan(), out _);
                return new CheckingKey(key, TokenAlgorithms.Es256, new ECDsaSecurityKey(ec));
            case TokenAlgorithms.Rs256:
                var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(key.PublicKey.AsSpan(), out _);
                return new CheckingKey(key, TokenAlgorithms.Rs256, new RsaSecurityKey(rsa));
            case TokenAlgorithms.Hs256:
                return new CheckingKey(key, TokenAlgorithms.Hs256, new SymmetricSecurityKey([.. key.Secret]));
            default:
                return null;
        }
    }
}

/// <summary>A public key on the wire.</summary>
internal sealed record JwkJson(string Kty, string Kid, string Alg)
{
    public string Use { get; } = "sig";
    public string? Crv { get; init; }
    public string? X { get; init; }
    public string? Y { get; init; }
    public string? N { get; init; }
    public string? E { get; init; }
}

/// <summary>A set of public keys (RFC 7517, section 5).</summary>
internal sealed record JwkSetJson(IReadOnlyList<JwkJson> Keys);
