using Microsoft.Net.Http.Headers;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Refuses changes that another site has made a browser ask for with our cookie. Reads give nothing away: their answers stay unreadable for
/// other sites. Connections have a rule of their own, see <see cref="Realtime.OriginCheck"/>.
/// </summary>
internal static class SameOrigin
{
    public static Task Invoke(HttpContext context, RequestDelegate next) =>
        IsByCookie(context) && !SocketPaths.Contains(context.Request.Path) && !IsAllowed(context)
            ? ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.CrossSite))
            : next(context);

    /// <summary>True if the page that caused the request is ours, or no page did. For requests that set the cookie, and those that come with it.</summary>
    public static bool IsAllowed(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return true;
        }

        var origin = request.Headers.Origin.ToString();
        return request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "same-origin" or "none" => true,
            "" when origin.Length > 0 => Origins.IsOwn(origin, request), // browsers of before 2023, and all on plain http
            "" => !CanBeForm(request),
            _ => false,
        };
    }

    private static bool IsByCookie(HttpContext context) => context.User.Identity?.AuthenticationType == SessionAuthentication.ByCookie;

    /// <summary>
    /// What a page can have a browser send to another site without asking that one first: the only requests by which a browser that says
    /// nothing at all of where they come from can do harm. Programs send JSON, or another method.
    /// </summary>
    private static bool CanBeForm(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && (!request.HasJsonContentType() || FormBodies.IsForm(request.HttpContext)) && !request.Headers.ContainsKey(HeaderNames.XRequestedWith);
}
