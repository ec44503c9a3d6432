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
        if (endpoint is null && ApiPaths.Contains(context.Request.Path))
        {
            return ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.NotFound));
        }

        // Routing puts an endpoint without any metadata in the place of one whose method or media type does not fit: it sets
        // 405 or 415 and nothing else. Left to authorization it would be refused as 401 first.
        return endpoint is { Metadata.Count: 0, RequestDelegate: { } refuse } ? refuse(context) : next(context);
    }
}
