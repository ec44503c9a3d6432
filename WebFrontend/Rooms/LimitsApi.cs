using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Rooms;

/// <summary>What a client should know before it asks: what is larger will be refused.</summary>
internal static class LimitsApi
{
    public static void MapLimits(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/limits", Limits).RequireAuthorization().WithTags("Rooms").WithName("getLimits").WithSummary("What a message may be like");

    private static Ok<LimitsJson> Limits(IOptions<MessageOptions> messages) => TypedResults.Ok(new LimitsJson(messages.Value.MaxTextLength));
}

/// <param name="MaxTextLength">Longest text in characters (UTF-16 code units); 0: unlimited.</param>
internal sealed record LimitsJson(int MaxTextLength);
