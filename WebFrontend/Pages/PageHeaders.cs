using Microsoft.Net.Http.Headers;

namespace Parley.WebFrontend.Pages;

/// <summary>What browsers are told beside the content: what a page may load, and what may be kept.</summary>
internal static class PageHeaders
{
    /// <summary>Names under it hold a hash of the content: what is under one name never changes.</summary>
    public static readonly PathString Hashed = "/assets";

    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";

    /// <summary>The page of Orleans' own dashboard sets styles of elements and carries a font in itself.</summary>
    private static readonly PathString OrleansDashboard = "/dashboard/orleans";
    private const string OrleansDashboardPolicy = ContentSecurityPolicy + "; style-src-attr 'unsafe-inline'; font-src 'self' data:";

    /// <summary>Adds them when the answer starts.</summary>
    public static void AddTo(HttpContext context) => context.Response.OnStarting(() =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(OrleansDashboard) ? OrleansDashboardPolicy : ContentSecurityPolicy;
        if (IsFile(context.Response))
        {
            headers.CacheControl = context.Request.Path.StartsWithSegments(Hashed) ? "public, max-age=31536000, immutable" : "no-cache";
        }

        return Task.CompletedTask;
    });

    /// <summary>Only files have an ETag.</summary>
    private static bool IsFile(HttpResponse response) => response.Headers.ContainsKey(HeaderNames.ETag);
}
