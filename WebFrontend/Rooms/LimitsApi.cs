using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Files;

namespace Parley.WebFrontend.Rooms;

/// <summary>What a client should know before it asks: what is larger will be refused.</summary>
internal static class LimitsApi
{
    public static void MapLimits(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/limits", Limits).RequireAuthorization().WithTags("Rooms").WithName("getLimits").WithSummary("What a message may be like");

    private static Ok<LimitsJson> Limits(IOptions<MessageOptions> messages, IOptions<AttachmentOptions> files) =>
        TypedResults.Ok(new LimitsJson(messages.Value.MaxTextLength, files.Value.MaxSize, files.Value.MaxPerMessage));
}

/// <param name="MaxTextLength">Longest text in characters (UTF-16 code units); 0: unlimited.</param>
/// <param name="MaxFileSize">Largest file in bytes; 0: no files are taken.</param>
/// <param name="MaxFiles">Files of one message.</param>
internal sealed record LimitsJson(int MaxTextLength, long MaxFileSize, int MaxFiles);
