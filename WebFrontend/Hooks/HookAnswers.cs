using Parley.Errors;

namespace Parley.WebFrontend.Hooks;

/// <summary>Answers as Slack gives them, which is what senders look for: plain text, <c>ok</c> without an end of line, or a code.</summary>
internal static class HookAnswers
{
    public const string InvalidPayload = "invalid_payload";
    public const string NoText = "no_text";
    public const string NoService = "no_service";
    public const string InvalidSignature = "invalid_signature";
    public const string TooLarge = "payload_too_large";
    public const string ExpiredUrl = "expired_url";
    public const string RateLimited = "rate_limited";

    private const string Text = "text/plain";

    public static IResult Ok { get; } = Results.Text("ok", Text);

    /// <summary>Senders try again after 5xx, and no more after 4xx.</summary>
    public static IResult Refused(string code) => Results.Text(code, Text, statusCode: code switch
    {
        NoService or ExpiredUrl => StatusCodes.Status404NotFound,
        "channel_not_found" => StatusCodes.Status404NotFound,
        "channel_is_archived" => StatusCodes.Status410Gone,
        InvalidSignature => StatusCodes.Status401Unauthorized,
        TooLarge => StatusCodes.Status413PayloadTooLarge,
        RateLimited => StatusCodes.Status429TooManyRequests,
        "action_prohibited" => StatusCodes.Status403Forbidden,
        "service_unavailable" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    });

    /// <summary>What of the room's refusals Slack has a word for.</summary>
    public static string CodeOf(Error error) => error.Code switch
    {
        ErrorCatalog.RoomNotFound or ErrorCatalog.NotAMember or ErrorCatalog.Banned => "channel_not_found",
        ErrorCatalog.RoomArchived => "channel_is_archived",
        ErrorCatalog.MessageNotFound => "invalid_thread_ts",
        ErrorCatalog.Throttled => RateLimited,
        ErrorCatalog.Muted or ErrorCatalog.Forbidden or ErrorCatalog.WordsRefused => "action_prohibited",
        ErrorCatalog.Busy or ErrorCatalog.Unavailable => "service_unavailable",
        _ => InvalidPayload,
    };
}
