using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Parley.Errors;
using Parley.Idempotency;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Rest;

/// <summary>
/// A POST with an <c>Idempotency-Key</c> is done once: whoever repeats it gets the first one's answer (draft-ietf-httpapi-idempotency-key-header-07). Keys are of the user that is
/// signed in; where nobody is, they say nothing. Not kept is an answer that says nothing of the request itself (401, 408, 429, 5xx), and one
/// that sets a cookie: whoever repeats that request tries again.
/// </summary>
internal sealed partial class IdempotencyKeys(IGrainFactory grains, IOptions<IdempotencyOptions> options, ILogger<IdempotencyKeys> logger)
{
    private readonly ILogger _logger = logger;

    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that was given before.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int MaxLength = 255;
    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "Link", "Cache-Control"];

    public Task Invoke(HttpContext context, RequestDelegate next) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Headers[Header] is { Count: > 0 } header && CurrentUser.From(context.User) is { } user
            ? DoOnceAsync(context, next, header, user)
            : next(context);

    private async Task DoOnceAsync(HttpContext context, RequestDelegate next, StringValues header, CurrentUser user)
    {
        if (Parse(header) is not { } text)
        {
            await ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.Malformed, $"{Header} has 1 to {MaxLength} visible ASCII characters, between quotes or not."));
            return;
        }

        var (key, attempt) = (new RequestKey(user.Id, text), RandomNumberGenerator.GetHexString(32, lowercase: true));
        var grain = grains.GetGrain<IIdempotencyGrain>(0);
        var begun = await grain.Begin(new BeginRequest(key, await FingerprintAsync(context), attempt));
        switch (begun)
        {
            case { State: RequestState.Another }:
                await ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.IdempotencyKeyReused));
                break;
            case { State: RequestState.InFlight }:
                context.Response.Headers.RetryAfter = "1";
                await ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.IdempotencyInFlight));
                break;
            case { State: RequestState.Done, Answer.Body: null }:
                await ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.IdempotencyAnswerGone));
                break;
            case { State: RequestState.Done, Answer: { } answer }:
                await ReplayAsync(context, answer);
                break;
            default:
                await DoAsync(context, next, grain, key, attempt);
                break;
        }
    }

    /// <summary>A string of a structured field (RFC 8941), or the bare text that most send. Null: neither.</summary>
    internal static string? Parse(StringValues header)
    {
        var text = header.Count == 1 ? header[0]!.Trim() : "";
        text = text.Length > 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;
        return text.Length is >= 1 and <= MaxLength && text.All(c => c is > ' ' and <= '~' and not ('"' or ',')) ? text : null;
    }

    private async Task DoAsync(HttpContext context, RequestDelegate next, IIdempotencyGrain grain, RequestKey key, string attempt)
    {
        var (response, body, aborted) = (context.Response, context.Response.Body, context.RequestAborted);
        using var written = new MemoryStream();
        (response.Body, context.RequestAborted) = (written, CancellationToken.None); // whoever goes away comes back for the whole answer
        var isDone = false;
        try
        {
            await next(context);
            isDone = response.StatusCode is < 500 and not (401 or 408 or 429) && response.Headers.SetCookie.Count == 0;
        }
        finally
        {
            (response.Body, context.RequestAborted) = (body, aborted);
            await KeepAsync(grain, key, attempt, isDone ? AnswerOf(response, written) : null);
        }

        written.Position = 0;
        await written.CopyToAsync(body, aborted);
    }

    /// <summary>If it cannot be written down, whoever repeats it is told for a while that it is under way.</summary>
    private async Task KeepAsync(IIdempotencyGrain grain, RequestKey key, string attempt, KeptAnswer? answer)
    {
        try
        {
            await (answer is null ? grain.Abandon(key, attempt) : grain.Complete(new CompleteRequest(key, attempt, answer)));
        }
        catch (Exception e) when (Unavailability.IsUnavailable(e))
        {
            LogNotKept(e.GetType().Name);
        }
    }

    private KeptAnswer AnswerOf(HttpResponse response, MemoryStream written) => new(
        response.StatusCode,
        KeptHeaders.Where(response.Headers.ContainsKey).ToDictionary(name => name, name => response.Headers[name].ToString()),
        written.Length <= options.Value.MaxAnswerBytes ? Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length) : null);

    private static async Task ReplayAsync(HttpContext context, KeptAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        response.Headers[ReplayedHeader] = "true";
        await response.WriteAsync(answer.Body!, context.RequestAborted);
    }

    /// <summary>Of all that says what is to be done. The body can be read again afterwards.</summary>
    private static async Task<string> FingerprintAsync(HttpContext context)
    {
        var request = context.Request;
        byte[] all = [.. Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n{request.ContentType}\n"), .. await RequestBody.ReadAsync(context)];
        return Convert.ToHexStringLower(SHA256.HashData(all));
    }

    [LoggerMessage(4700, LogLevel.Warning, "The answer to a request with an Idempotency-Key could not be kept ({Fault}).")]
    private partial void LogNotKept(string fault);
}
