using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Caching;

/// <summary>
/// Whole answers of routes that are <see cref="CachedAttribute">cached</see>, each for one principal: the key begins with who asks. Comes after authentication,
/// authorization and throttling, so that only who may ask is answered. Media type and body are remembered, no headers: those are of each request alone.
/// </summary>
internal sealed class CachedAnswers(ReadCache cache)
{
    private const string Kind = "answer";
    private const int MaxAddressLength = 500;
    private const int MaxBodyLength = 2 * 1024 * 1024;

    public async Task Invoke(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CachedAttribute>() is not { } cached || !HttpMethods.IsGet(context.Request.Method) || KeyOf(context) is not { } key)
        {
            await next(context);
            return;
        }

        if (cache.Find<Answer>(Kind, key) is not { } answer)
        {
            answer = await RunAsync(context, next);
            if (MayKeep(context.Response, answer))
            {
                cache.Keep(Kind, key, cached.Lifetime, answer, answer.Body.Length);
            }
        }

        context.Response.ContentType ??= answer.MediaType;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>Of the principal and of all that the answer may depend on; null: it cannot be told apart from others.</summary>
    internal static string? KeyOf(HttpContext context)
    {
        var user = CurrentUser.From(context.User);
        var address = context.Request.Path.Value + context.Request.QueryString.Value;
        return (user is null && context.User.Identity?.IsAuthenticated == true) || address.Length > MaxAddressLength ? null
            : user is null ? $"nobody {address}"
            : $"{user.Id} {user.Session} {user.Role} {address}";
    }

    private static async Task<Answer> RunAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        using var written = new MemoryStream();
        context.Response.Body = written;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        return new Answer(context.Response.ContentType, written.ToArray());
    }

    private static bool MayKeep(HttpResponse response, Answer answer) =>
        response.StatusCode == StatusCodes.Status200OK && response.Headers.SetCookie.Count == 0 && answer.Body.Length <= MaxBodyLength;

    private sealed record Answer(string? MediaType, byte[] Body);
}
