using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.WebFrontend.Hooks;

/// <summary>Bodies of incoming webhooks: JSON, or a form with JSON in its field <c>payload</c>.</summary>
internal static class HookBody
{
    private const string Payload = "payload";
    private const string SignaturePrefix = "sha256=";
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 64 };

    /// <summary>All of it; null: longer than a body may be.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        try
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
            return bytes.ToArray();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    /// <summary>The JSON of a body; null: there is none.</summary>
    public static JsonDocument? Parse(string? contentType, byte[] body)
    {
        try
        {
            // By its look if the sender says nothing else: Slack does so too.
            var isForm = contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true && !body.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8);
            if (!isForm)
            {
                return JsonDocument.Parse(body, Json);
            }

            using var reader = new FormReader(new MemoryStream(body)) { ValueLengthLimit = int.MaxValue, ValueCountLimit = 100 };
            return reader.ReadForm().TryGetValue(Payload, out var payload) && payload.Count == 1 ? JsonDocument.Parse(payload[0]!, Json) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether the signature is of somebody who knows the key (GitHub: HMAC-SHA256 of the body, in hex, after <c>sha256=</c>).</summary>
    public static bool IsSigned(string signature, byte[] body, string key)
    {
        var expected = SignaturePrefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature));
    }

    /// <summary>Whether both are the same, in constant time.</summary>
    public static bool IsSame(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
