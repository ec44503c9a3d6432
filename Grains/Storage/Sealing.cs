using System.Security.Cryptography;
using System.Text;

namespace Parley.Grains.Storage;

/// <summary>
/// Keeps short secrets that must be read again (AES-256-GCM). The key is in the same database: it guards what leaves that by
/// itself, such as a printed row or a copy of one table.
/// </summary>
public sealed class Sealing(ServerKeys keys)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _key = keys.Secret("sealing"); // not when first needed: that may be within a transaction

    /// <param name="place">What the secret belongs to; it opens only there.</param>
    public byte[] Seal(string place, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return box;
    }

    /// <exception cref="CryptographicException">It was not sealed here for this place.</exception>
    public string Open(string place, byte[] box)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("A sealed secret is too short.");
        }

        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(place));
        return Encoding.UTF8.GetString(plain);
    }
}
