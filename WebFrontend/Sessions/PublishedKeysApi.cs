using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.WebFrontend.Sessions;

/// <summary>The public keys of tokens, for other services that let our users in: they need nothing else from us.</summary>
internal static class PublishedKeysApi
{
    public const string Path = "/.well-known/jwks.json";

    /// <summary>Well below the time that a key is published before it signs.</summary>
    private const string CacheControl = "public, max-age=60";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void MapPublishedKeys(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, Keys).AllowAnonymous().WithTags("Sessions").WithName("getPublishedKeys").WithSummary("Public keys of access tokens (RFC 7517)");

    private static async Task<IResult> Keys(HttpContext context, CheckingKeys keys)
    {
        var table = await keys.CurrentAsync();
        context.Response.Headers.CacheControl = CacheControl;
        return TypedResults.Json(new JwkSetJson([.. table.Keys.Values.Select(key => key.Jwk).OfType<JwkJson>().OrderBy(key => key.Kid, StringComparer.Ordinal)]), Json, "application/jwk-set+json");
    }
}
