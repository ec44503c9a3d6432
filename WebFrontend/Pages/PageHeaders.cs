using Microsoft.Net.Http.Headers;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;

namespace Parley.WebFrontend.Pages;

/// <summary>What browsers are told beside the content: what a page may load and do, and what may be kept.</summary>
internal static class PageHeaders
{
    /// <summary>Names under it hold a hash of the content: what is under one name never changes.</summary>
    public static readonly PathString Hashed = "/assets";

    private const string Rest =
        "style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; " +
        "base-uri 'none'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; form-action 'self'";

    /// <summary>The service worker asks for pages, files and answers on behalf of the pages, and does nothing else.</summary>
    private static readonly PathString ServiceWorker = "/sw.js";
    private const string ServiceWorkerPolicy = "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    /// <summary>For all that is no page of ours: files, answers of the API. Nothing in them may do anything.</summary>
    private const string NoPagePolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    /// <summary>The page of Orleans' own dashboard has scripts without a nonce, sets styles of elements and carries a font in itself. It is for administrators alone.</summary>
    private static readonly PathString OrleansDashboard = "/dashboard/orleans";
    private const string OrleansDashboardPolicy = "default-src 'self'; script-src 'self'; " + Rest + "; style-src-attr 'unsafe-inline'; font-src 'self' data:";

    /// <summary>None of these is used by any page here.</summary>
    private const string PermissionsPolicy =
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()";

    /// <summary>Adds them when the answer starts.</summary>
    public static void AddTo(HttpContext context) => context.Response.OnStarting(() =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers.ContentSecurityPolicy = PolicyOf(context);
        if (IsFile(context.Response) && !ApiPaths.Contains(context.Request.Path) && context.GetEndpoint()?.Metadata.GetMetadata<UntrustedContent>() is null)
        {
            headers.CacheControl = context.Request.Path.StartsWithSegments(Hashed) ? "public, max-age=31536000, immutable" : "no-cache";
        }

        return Task.CompletedTask;
    });

    private static string PolicyOf(HttpContext context)
    {
        if (ClientPage.NonceOf(context) is { } nonce)
        {
            // Scripts by nonce, and what they load themselves; no text becomes markup or script. The one policy lets the address of the service worker through.
            return $"default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic'; {Rest}; require-trusted-types-for 'script'; trusted-types parley-worker";
        }

        if (ReferencePage.NonceOf(context) is { } once)
        {
            // Of a library: its scripts by nonce, and styles that they put into the page themselves.
            return $"default-src 'none'; script-src 'nonce-{once}' 'strict-dynamic'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
                "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'none'";
        }

        if (context.Request.Path == ServiceWorker)
        {
            return ServiceWorkerPolicy;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<UntrustedContent>() is not null)
        {
            return "sandbox; " + NoPagePolicy;
        }

        return context.Request.Path.StartsWithSegments(OrleansDashboard) ? OrleansDashboardPolicy : NoPagePolicy;
    }

    /// <summary>Beside answers of the API only files have an ETag.</summary>
    private static bool IsFile(HttpResponse response) => response.Headers.ContainsKey(HeaderNames.ETag);
}
