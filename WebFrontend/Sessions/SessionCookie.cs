namespace Parley.WebFrontend.Sessions;

/// <summary>The cookie that signs a browser in.</summary>
internal static class SessionCookie
{
    public const string Name = "parley_session";

    /// <summary>The longest that browsers keep a cookie. When the session ends is for the server to say.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(400);

    public static void Set(HttpContext context, string value) => context.Response.Cookies.Append(Name, value, Options(context, MaxAge));

    public static void Clear(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(Name))
        {
            context.Response.Cookies.Delete(Name, Options(context, maxAge: null));
        }
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
