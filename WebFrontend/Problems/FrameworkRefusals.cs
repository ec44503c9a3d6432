using Microsoft.AspNetCore.Routing.Template;
using Parley.Errors;

namespace Parley.WebFrontend.Problems;

/// <summary>
/// What routing alone can answer is answered before anybody is asked to sign in: an address that does not exist, a method or
/// a media type that it does not take.
/// </summary>
internal static class FrameworkRefusals
{
    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is { Metadata.Count: > 0 })
        {
            return next(context);
        }

        if (ApiPaths.Contains(context.Request.Path) && (endpoint is null || !IsAddress(context)))
        {
            return ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.NotFound));
        }

        // Routing puts an endpoint without any metadata in the place of one whose method or media type does not fit: it sets
        // 405 or 415 and nothing else. Left to authorization it would be refused as 401 first.
        return endpoint?.RequestDelegate is { } refuse ? refuse(context) : next(context);
    }

    /// <summary>
    /// Whether one of our own routes is there. The routes of files, which catch all in a build that is not published, turn
    /// every unknown address into one that takes GET alone.
    /// </summary>
    private static bool IsAddress(HttpContext context) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Any(route =>
            ApiPaths.Contains("/" + route.RoutePattern.RawText?.TrimStart('/'))
            && new TemplateMatcher(new RouteTemplate(route.RoutePattern), []).TryMatch(context.Request.Path, []));
}
