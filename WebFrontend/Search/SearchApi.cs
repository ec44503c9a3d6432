using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Search;

/// <summary>Search over REST.</summary>
internal static class SearchApi
{
    public static WebApplicationBuilder AddSearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SearchFrontendOptions>().BindConfiguration(SearchFrontendOptions.Section).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SearchFrontendOptions>, SearchFrontendOptions.Validator>());
        builder.Services.AddSingleton<SearchRequests>();
        return builder;
    }

    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/search", Search).WithTags("Search").RequireAuthorization().Throttled(ThrottleScopes.Search)
            .WithName("searchMessages").WithSummary("Messages in all that you may read, best first");

    private static async Task<Results<Ok<SearchPageJson>, ProblemHttpResult>> Search(
        string? q, string? before, int? limit, string? order, int? context, int? utcOffset, HttpContext http, CurrentUser me, SearchRequests requests, IGrainFactory grains)
    {
        http.Response.Headers.CacheControl = "no-store";
        var query = await requests.Read(me, q, before, limit, order, context, utcOffset);
        if (query.IsError)
        {
            return ErrorResults.Problem(query.Error);
        }

        var page = await grains.Search().Search(query.Value);
        return page.IsError ? ErrorResults.Problem(page.Error) : TypedResults.Ok(SearchPageJson.From(page.Value));
    }
}
