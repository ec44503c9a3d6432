using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Errors;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Rest;

/// <summary>Fields of a body that may be taken away, and what they are then. Metadata of its route.</summary>
internal sealed record Removable(IReadOnlyDictionary<string, JsonNode> Empty);

/// <summary>
/// In a merge patch (RFC 7396) <c>null</c> takes a field away: it becomes what it is without a value, where it may be without one, and is refused elsewhere. Routes know nothing of it.
/// </summary>
internal static class MergePatches
{
    /// <param name="empty">JSON name of a field, and what stands for its not being there.</param>
    public static TBuilder Removable<TBuilder>(this TBuilder route, params (string Field, JsonNode Empty)[] empty)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Removable(empty.ToDictionary(one => one.Field, one => one.Empty)));

    /// <summary>Comes after forms have become JSON.</summary>
    public static Task Invoke(HttpContext context, RequestDelegate next) => FormBodies.IsMergePatch(context) ? ApplyAsync(context, next) : next(context);

    private static async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        if (await ReadAsync(context) is JsonObject patch)
        {
            var empty = context.GetEndpoint()?.Metadata.GetMetadata<Removable>()?.Empty;
            foreach (var (field, value) in patch.ToList())
            {
                if (value is not null)
                {
                    continue;
                }

                if (empty is null || !empty.TryGetValue(field, out var nothing))
                {
                    await ErrorResults.WriteAsync(context, ErrorCatalog.InvalidField(field, "Cannot be taken away. Leave it out to leave it as it is."));
                    return;
                }

                patch[field] = nothing.DeepClone();
            }

            var json = JsonSerializer.SerializeToUtf8Bytes(patch);
            (context.Request.Body, context.Request.ContentLength) = (new MemoryStream(json), json.Length);
        }

        await next(context);
    }

    /// <summary>Null: no JSON. Then the body is as it was, and the route says so.</summary>
    private static async Task<JsonNode?> ReadAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
