namespace Parley.WebFrontend.Sessions;

/// <summary>
/// The cookie that signs a browser in. Behind TLS its name begins with <c>__Host-</c>: then browsers take it from this very host over
/// TLS alone, so that neither a neighbour in the domain nor somebody on the line can put another in its place. The prefix asks for the path <c>/</c>; servers that share a host
/// under paths of their own (<see cref="Proxies.ProxyOptions.PathBase"/>) have names of their own instead.
/// </summary>
internal static class SessionCookie
{
    /// <summary>Over plain http, where the prefix would not be taken: on a developer's machine, or in a network of one's own.</summary>
    public const string PlainName = "parley_session";

    public const string Name = "__Host-parley_session";

    /// <summary>The longest that browsers keep a cookie. When the session ends is for the server to say.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(400);

    /// <summary>Value of the cookie; null if there is none of the kind that counts here.</summary>
    public static string? Read(HttpRequest request) =>
        request.Cookies[For(request, Name)] ?? (IsSecure(request) ? null : request.Cookies[For(request, PlainName)]);

    public static void Set(HttpContext context, string value) => Set(context, value, IsSecure(context.Request));

    /// <param name="isSecure">Whether the browser is connected by TLS.</param>
    public static void Set(HttpContext context, string value, bool isSecure)
    {
        context.Response.Cookies.Append(For(context.Request, isSecure ? Name : PlainName), value, Options(context.Request, isSecure, MaxAge));
    }

    public static void Clear(HttpContext context)
    {
        foreach (var name in (string[])[Name, PlainName])
        {
            if (For(context.Request, name) is var own && context.Request.Cookies.ContainsKey(own))
            {
                context.Response.Cookies.Delete(own, Options(context.Request, name == Name, maxAge: null));
            }
        }
    }

    /// <summary>Also if a proxy ends TLS, which the page's own origin tells.</summary>
    private static bool IsSecure(HttpRequest request) =>
        request.IsHttps || (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin.StartsWith("https:", StringComparison.OrdinalIgnoreCase) && Origins.IsOwn(origin, request));

    private static string For(HttpRequest request, string name) => request.PathBase.HasValue ? name + request.PathBase.Value.Replace('/', '.') : name;

    private static CookieOptions Options(HttpRequest request, bool isSecure, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = isSecure,
        Path = isSecure || !request.PathBase.HasValue ? "/" : request.PathBase.Value,
        MaxAge = maxAge,
        IsEssential = true,
    };
}
