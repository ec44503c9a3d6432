using System.Security.Cryptography;

namespace Parley.Grains.Sessions;

/// <summary>A key in a file as OpenSSL writes it: PEM with PKCS#8, SEC1 (EC) or PKCS#1 (RSA), or a public key; or base64 of a secret for HS256.</summary>
public static class TokenKeyFile
{
    private static readonly string[] PrivateLabels = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"];
    private static readonly string[] PublicLabels = ["PUBLIC KEY", "RSA PUBLIC KEY"];

    /// <summary>Enough for any key that is taken.</summary>
    private const int MaxLength = 64 * 1024;

    /// <exception cref="TokenKeyException">There is no key in it that can be used.</exception>
    public static TokenKeyPair Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxLength } ? throw new TokenKeyException("is too long to be a key") : Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TokenKeyException($"cannot be read: {e.Message}");
        }
    }

    /// <exception cref="TokenKeyException">There is no key in it that can be used.</exception>
    public static TokenKeyPair Parse(string text)
    {
        var blocks = Blocks(text);
        if (blocks.FirstOrDefault(block => PrivateLabels.Contains(block.Label)) is { Label: not null } secret)
        {
            return Import(secret.Pem, isPrivate: true);
        }

        if (blocks.Any(block => block.Label == "ENCRYPTED PRIVATE KEY") || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new TokenKeyException("is encrypted; take the passphrase off (openssl pkey -in FILE -out NEW) and let only the server read it");
        }

        if (blocks.FirstOrDefault(block => PublicLabels.Contains(block.Label)) is { Label: not null } known)
        {
            return Import(known.Pem, isPrivate: false);
        }

        return blocks.Count == 0 && !text.Contains("-----", StringComparison.Ordinal) ? Secret(text) : throw new TokenKeyException("holds no key in PEM form");
    }

    private static List<(string Label, string Pem)> Blocks(string text)
    {
        var blocks = new List<(string, string)>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            blocks.Add((rest[fields.Label].ToString(), rest[fields.Location].ToString()));
            rest = rest[fields.Location.End..];
        }

        return blocks;
    }

    /// <summary>PKCS#8 does not say in its label what it holds.</summary>
    private static TokenKeyPair Import(string pem, bool isPrivate)
    {
        var ec = ECDsa.Create();
        try
        {
            ec.ImportFromPem(pem);
            return TokenKeyPair.Of(ec, isPrivate);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            ec.Dispose(); // another kind of key
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return TokenKeyPair.Of(rsa, isPrivate);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            throw new TokenKeyException("holds a key that is neither RSA nor EC on P-256");
        }
    }

    private static TokenKeyPair Secret(string text)
    {
        try
        {
            return TokenKeyPair.OfSecret(Convert.FromBase64String(text.ReplaceLineEndings("").Trim()));
        }
        catch (FormatException)
        {
            throw new TokenKeyException("holds neither a key in PEM form nor a secret in base64");
        }
    }
}
