using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// A token taken apart (RFC 7519), and nothing else than we make: the three members of the header, each claim once and of its own type. Says nothing
/// about whether it is genuine; but what is not of this form is not looked at any further.
/// </summary>
/// <param name="KeyId"><c>kid</c></param>
/// <param name="TokenId"><c>jti</c></param>
internal sealed record TokenForm(string Algorithm, string KeyId, string Type, string User, string Session, string TokenId, DateTimeOffset NotBefore, DateTimeOffset IssuedAt, DateTimeOffset Expires)
{
    /// <summary>Ours are below 1000 characters, with the longest signature that a key file can bring below 2000.</summary>
    public const int MaxLength = 2048;

    /// <summary>A number of seconds that no calendar has is no time.</summary>
    private const long MaxSeconds = 253_402_300_799;

    // The same name twice would be read differently by different readers.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public static TokenForm? Read(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var first, var second, { Length: > 0 }])
        {
            return null;
        }

        try
        {
            using var header = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(first), Strict);
            using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(second), Strict);
            return Read(header.RootElement, claims.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static TokenForm? Read(JsonElement header, JsonElement claims)
    {
        // alg, kid and typ: a header that names or carries a key (jku, x5u, jwk) or must be understood (crit) is none of ours.
        if (header.ValueKind != JsonValueKind.Object || header.GetPropertyCount() != 3 || claims.ValueKind != JsonValueKind.Object
            || Text(header, "alg") is not { } algorithm || Text(header, "kid") is not { } key || Text(header, "typ") is not { } type
            || Text(claims, "iss") is null || Text(claims, "aud") is null
            || Text(claims, "sub") is not { } user || Text(claims, "sid") is not { } session || Text(claims, "jti") is not { } id
            || Time(claims, "nbf") is not { } notBefore || Time(claims, "iat") is not { } issued || Time(claims, "exp") is not { } expires)
        {
            return null;
        }

        return new TokenForm(algorithm, key, type, user, session, id, notBefore, issued, expires);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
