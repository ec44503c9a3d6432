using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Parley.Retention;
using Parley.WebFrontend.Files;

namespace Parley.WebFrontend.Rooms;

/// <summary>What a client should know before it asks: what is larger will be refused.</summary>
internal static class LimitsApi
{
    public static void MapLimits(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/limits", Limits).RequireAuthorization().WithTags("Rooms").WithName("getLimits").WithSummary("What a message may be like, and how long it is kept");

    private static Ok<LimitsJson> Limits(IOptions<MessageOptions> messages, IOptions<AttachmentOptions> files, IOptions<RetentionOptions> retention) =>
        TypedResults.Ok(new LimitsJson(messages.Value.MaxTextLength, files.Value.MaxSize, files.Value.MaxPerMessage, RetentionJson.Of(retention.Value)));
}

/// <param name="MaxTextLength">Longest text in characters (UTF-16 code units); 0: unlimited.</param>
/// <param name="MaxFileSize">Largest file in bytes; 0: no files are taken.</param>
/// <param name="MaxFiles">Files of one message.</param>
/// <param name="Retention">How long messages are kept.</param>
internal sealed record LimitsJson(int MaxTextLength, long MaxFileSize, int MaxFiles, RetentionJson Retention);

/// <param name="Days">The server's rule, for rooms without one of their own; 0: for ever.</param>
/// <param name="KeepsPinned">Whether messages stay as long as they are pinned.</param>
/// <param name="RoomsMayChange">Whether owners of a room may say how long it keeps messages.</param>
/// <param name="Least">Days, of what they may choose.</param>
/// <param name="Most">Days, of what they may choose; 0: any, and for ever.</param>
internal sealed record RetentionJson(int Days, bool KeepsPinned, bool RoomsMayChange, int Least, int Most)
{
    public static RetentionJson Of(RetentionOptions options) =>
        new(options.Messages.Days, options.KeepPinned, options.RoomsMayChange, options.RoomsLeast.Days, options.RoomsMost.Days);
}
