using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Grains.Webhooks;

/// <summary>
/// A secret by which a receiver knows that a delivery is ours, as Standard Webhooks 1.0 has it: <c>whsec_</c> and base 64 of 24 to 64 bytes. It signs
/// <c>id.timestamp.body</c> with HMAC-SHA256. Pure but for <see cref="New"/>.
/// </summary>
public static class WebhookSecret
{
    public const string Prefix = "whsec_";
    private const int Bytes = 32;
    private const int MinBytes = 24;
    private const int MaxBytes = 64;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>True if the text is such a secret.</summary>
    public static bool IsSecret(string text)
    {
        Span<byte> key = stackalloc byte[MaxBytes + 2];
        return text.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) && length is >= MinBytes and <= MaxBytes;
    }

    /// <summary>
    /// The value of <c>webhook-signature</c>: one signature for each secret, with a space between them, so that a receiver that has not yet heard of a new secret takes
    /// the delivery by the one before.
    /// </summary>
    /// <param name="id">The value of <c>webhook-id</c>: the same for every attempt. Without a full stop.</param>
    /// <param name="secrets">The one that counts first.</param>
    public static string Sign(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body, params ReadOnlySpan<string> secrets)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp.ToUnixTimeSeconds()}."));
        byte[] content = [.. head, .. body];
        var signatures = new string[secrets.Length];
        for (var i = 0; i < secrets.Length; i++)
        {
            signatures[i] = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secrets[i][Prefix.Length..]), content));
        }

        return string.Join(' ', signatures);
    }
}
