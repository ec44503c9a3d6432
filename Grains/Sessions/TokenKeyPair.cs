using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>A key with what can be done with it. Lives as long as anybody may sign with it; its handles go with it.</summary>
public sealed class TokenKeyPair
{
    /// <summary>Of keys that are made here; files may bring others from 2048 bits.</summary>
    private const int RsaKeySize = 3072;

    /// <summary>Bytes of an HMAC secret, at least: as many as its hash (RFC 7518, section 3.2).</summary>
    private const int SecretSize = 32;

    private const int IdSize = 12;

    private readonly byte[]? _material;

    private TokenKeyPair(string algorithm, byte[] identity, SecurityKey? signing, byte[]? material)
    {
        Algorithm = algorithm;
        Id = Base64UrlEncoder.Encode(identity[..IdSize]);
        _material = material;
        if (signing is not null)
        {
            signing.KeyId = Id;

            // The library's common factory would keep this key's signer for the whole process.
            signing.CryptoProviderFactory = new CryptoProviderFactory();
            Signing = new SigningCredentials(signing, algorithm);
        }
    }

    /// <summary>The <c>kid</c> of its tokens, told by the key itself.</summary>
    public string Id { get; }

    /// <summary>One of <see cref="TokenAlgorithms"/>.</summary>
    public string Algorithm { get; }

    /// <summary>Null: only its public part is known, tokens can be checked but not signed.</summary>
    public SigningCredentials? Signing { get; }

    /// <summary>SubjectPublicKeyInfo (DER); empty for HS256.</summary>
    public ImmutableArray<byte> PublicKey { get; private init; } = [];

    /// <summary>What a frontend needs.</summary>
    public TokenKey ForChecking => new(Id, PublicKey) { Algorithm = Algorithm, Secret = Algorithm == TokenAlgorithms.Hs256 ? [.. _material!] : default };

    /// <summary>What <see cref="Import"/> reads again: PKCS#8, or the secret.</summary>
    public byte[] Export() => _material ?? throw new InvalidOperationException("Only the public part of the key is known.");

    /// <summary>A new key.</summary>
    public static TokenKeyPair New(string algorithm)
    {
        switch (algorithm)
        {
            case TokenAlgorithms.Es256:
                using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    return Import(algorithm, key.ExportPkcs8PrivateKey());
                }

            case TokenAlgorithms.Rs256:
                using (var key = RSA.Create(RsaKeySize))
                {
                    return Import(algorithm, key.ExportPkcs8PrivateKey());
                }

            default:
                return Import(algorithm, RandomNumberGenerator.GetBytes(SecretSize));
        }
    }

    /// <exception cref="CryptographicException">The bytes are no key of that kind.</exception>
    public static TokenKeyPair Import(string algorithm, byte[] material)
    {
        switch (algorithm)
        {
            case TokenAlgorithms.Es256:
                var ec = ECDsa.Create();
                ec.ImportPkcs8PrivateKey(material, out _);
                return Of(ec, isPrivate: true);
            case TokenAlgorithms.Rs256:
                var rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(material, out _);
                return Of(rsa, isPrivate: true);
            default:
                return OfSecret(material);
        }
    }

    /// <exception cref="TokenKeyException">Not on P-256.</exception>
    public static TokenKeyPair Of(ECDsa key, bool isPrivate)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        if (!curve.IsNamed || curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            throw new TokenKeyException($"holds a key on the curve {(curve.IsNamed ? curve.Oid.FriendlyName : "of its own")}; ES256 needs P-256 (in OpenSSL prime256v1)");
        }

        var publicKey = key.ExportSubjectPublicKeyInfo();
        return new TokenKeyPair(
            TokenAlgorithms.Es256, SHA256.HashData(publicKey), isPrivate ? new ECDsaSecurityKey(key) : null, isPrivate ? key.ExportPkcs8PrivateKey() : null) { PublicKey = [.. publicKey] };
    }

    /// <exception cref="TokenKeyException">Too short, or so long that its tokens would be.</exception>
    public static TokenKeyPair Of(RSA key, bool isPrivate)
    {
        if (key.KeySize is < 2048 or > 8192)
        {
            throw new TokenKeyException($"holds an RSA key of {key.KeySize} bits; it must have 2048 to 8192");
        }

        var publicKey = key.ExportSubjectPublicKeyInfo();
        return new TokenKeyPair(
            TokenAlgorithms.Rs256, SHA256.HashData(publicKey), isPrivate ? new RsaSecurityKey(key) : null, isPrivate ? key.ExportPkcs8PrivateKey() : null) { PublicKey = [.. publicKey] };
    }

    /// <exception cref="TokenKeyException">Too short.</exception>
    public static TokenKeyPair OfSecret(byte[] secret) => secret.Length < SecretSize
        ? throw new TokenKeyException($"holds a secret of {secret.Length} bytes; HS256 needs at least {SecretSize}")
        : new TokenKeyPair(TokenAlgorithms.Hs256, HMACSHA256.HashData(secret, "kid"u8), new SymmetricSecurityKey(secret), secret);

    public override string ToString() => $"TokenKeyPair({Id}, {Algorithm})";
}
