using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.WebFrontend.Caching;

namespace Parley.WebFrontend.Rest;

/// <summary>The root of the API: what there is to begin with, for who is asking.</summary>
public sealed record RootJson(string Version, string Documentation, [property: System.Text.Json.Serialization.JsonPropertyName("_links")] IReadOnlyDictionary<string, LinkJson> Links);

/// <summary>Lists the resources of the API that the caller may read, by the names of their operations; by the same policies as the routes.</summary>
internal static class RootApi
{
    public const string Document = "/openapi/v1.json";

    public static void MapRoot(this IEndpointRouteBuilder routes) =>
        routes.MapGet("", Show).AllowAnonymous().WithTags("Root").WithName("getRoot").WithSummary("What there is: resources that the caller may read");

    [Cached(seconds: 60)]
    private static async Task<Ok<RootJson>> Show(HttpContext context, EndpointDataSource endpoints, IAuthorizationService authorization, IAuthorizationPolicyProvider policies)
    {
        var links = new SortedDictionary<string, LinkJson>(StringComparer.Ordinal) { ["self"] = new("/api/v1") };
        foreach (var route in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (route.RoutePattern.RawText is { } path && path.StartsWith("/api/v1/", StringComparison.Ordinal) && route.RoutePattern.Parameters.Count == 0
                && route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true
                && route.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { } name && await MayAsync(route, context, authorization, policies))
            {
                links[name] = new(path.TrimEnd('/'));
            }
        }

        return TypedResults.Ok(new RootJson(ApiVersions.Current, context.Request.PathBase + Document, links));
    }

    private static async Task<bool> MayAsync(Endpoint route, HttpContext context, IAuthorizationService authorization, IAuthorizationPolicyProvider policies)
    {
        if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return true;
        }

        var policy = await AuthorizationPolicy.CombineAsync(policies, route.Metadata.GetOrderedMetadata<IAuthorizeData>(), route.Metadata.GetOrderedMetadata<AuthorizationPolicy>())
            ?? await policies.GetFallbackPolicyAsync();
        return policy is null || (await authorization.AuthorizeAsync(context.User, context, policy)).Succeeded;
    }
}
