using Microsoft.AspNetCore.Http.Metadata;
using Parley.Errors;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Rest;

/// <summary>Refuses (406) who does not take what the route answers with. Refusals themselves are written whatever is accepted.</summary>
internal static class Acceptance
{
    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Accept.Count == 0 || context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        var types = TypesOf(endpoint);
        var ranges = context.Request.GetTypedHeaders().Accept;
        return types.Count == 0 || ranges.Count == 0 || ranges.Any(range => range.Quality != 0 && types.Any(type => new Microsoft.Net.Http.Headers.MediaTypeHeaderValue(type).IsSubsetOf(range)))
            ? next(context)
            : ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.NotAcceptable));
    }

    /// <summary>Media types of the route's successes; empty: it has none, or does not say.</summary>
    public static IReadOnlyCollection<string> TypesOf(Endpoint endpoint) =>
        [.. endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Where(answer => answer.StatusCode is >= 200 and < 300).SelectMany(answer => answer.ContentTypes).Distinct()];
}
