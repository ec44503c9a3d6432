namespace Parley.WebFrontend.Sessions;

/// <summary>
/// The cookie that signs a browser in. Behind TLS its name begins with <c>__Host-</c>: then browsers take it from this very host over
/// TLS alone, so that neither a neighbour in the domain nor somebody on the line can put another in its place.
/// </summary>
internal static class SessionCookie
{
    /// <summary>Over plain http, where the prefix would not be taken: on a developer's machine, or in a network of one's own.</summary>
    public const string PlainName = "parley_session";

    public const string Name = "__Host-parley_session";

    /// <summary>The longest that browsers keep a cookie. When the session ends is for the server to say.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(400);

    /// <summary>Value of the cookie; null if there is none of the kind that counts here.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Name] ?? (IsSecure(request) ? null : request.Cookies[PlainName]);

    public static void Set(HttpContext context, string value) => Set(context, value, IsSecure(context.Request));

    /// <param name="isSecure">Whether the browser is connected by TLS.</param>
    public static void Set(HttpContext context, string value, bool isSecure)
    {
        context.Response.Cookies.Append(isSecure ? Name : PlainName, value, Options(isSecure, MaxAge));
    }

    public static void Clear(HttpContext context)
    {
        foreach (var name in (string[])[Name, PlainName])
        {
            if (context.Request.Cookies.ContainsKey(name))
            {
                context.Response.Cookies.Delete(name, Options(name == Name, maxAge: null));
            }
        }
    }

    /// <summary>Also if a proxy ends TLS, which the page's own origin tells.</summary>
    private static bool IsSecure(HttpRequest request) =>
        request.IsHttps || (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin.StartsWith("https:", StringComparison.OrdinalIgnoreCase) && Origins.IsOwn(origin, request));

    private static CookieOptions Options(bool isSecure, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = isSecure,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
