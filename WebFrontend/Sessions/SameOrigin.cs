using Microsoft.Net.Http.Headers;
using Parley.Errors;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Sessions;

/// <summary>Refuses what another site has made a browser send along with our cookie.</summary>
internal static class SameOrigin
{
    private static readonly PathString Hub = "/hub";

    public static Task Invoke(HttpContext context, RequestDelegate next) =>
        IsByCookie(context) && !IsAllowed(context)
            ? ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.CrossSite))
            : next(context);

    /// <summary>True if the page that caused the request is ours, or no page did. For requests that set the cookie, and those that come with it.</summary>
    public static bool IsAllowed(HttpContext context)
    {
        var request = context.Request;
        if (!ChangesOrOpens(request))
        {
            return true;
        }

        // A socket can be opened from any page, without a preflight, and stays open: its origin must be ours whatever else is said.
        var origin = request.Headers.Origin.ToString();
        var isOwn = origin.Length == 0 || IsOwn(origin, request);
        return request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "" => isOwn,
            "same-origin" or "none" => isOwn || !OpensSocket(request),
            _ => false,
        };
    }

    private static bool IsByCookie(HttpContext context) => context.User.Identity?.AuthenticationType == SessionAuthentication.ByCookie;

    private static bool ChangesOrOpens(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || OpensSocket(request);

    /// <summary>Upgrades (HTTP/1.1), extended CONNECT (HTTP/2, not a safe method), and all of the hub: its negotiation, events and polls.</summary>
    private static bool OpensSocket(HttpRequest request) =>
        request.Headers.ContainsKey(HeaderNames.Upgrade) || HttpMethods.IsConnect(request.Method) || request.Path.StartsWithSegments(Hub);

    /// <summary>Also https where we see http: then a proxy ends TLS, and nobody else can have that origin.</summary>
    private static bool IsOwn(string origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, $"https://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
}
