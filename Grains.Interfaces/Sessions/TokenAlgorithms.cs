namespace Parley.Sessions;

/// <summary>How tokens are signed (RFC 7518, section 3.1). A key has one of them and takes no other.</summary>
public static class TokenAlgorithms
{
    /// <summary>ECDSA on P-256 with SHA-256: short signatures, a public key to check by.</summary>
    public const string Es256 = "ES256";

    /// <summary>RSA (PKCS#1 v1.5) with SHA-256: for services that know no elliptic curves.</summary>
    public const string Rs256 = "RS256";

    /// <summary>HMAC with SHA-256: whoever can check can sign, so that its key stays on silos and frontends.</summary>
    public const string Hs256 = "HS256";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Es256, Rs256, Hs256];
}
