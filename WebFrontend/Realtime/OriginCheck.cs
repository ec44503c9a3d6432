using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// Keeps pages of other sites from connecting with the visitor's cookie: browsers apply no same-origin rule to WebSockets, but
/// always say where the page comes from.
/// </summary>
internal sealed class OriginCheck(IOptions<RealtimeOptions> options)
{
    /// <summary>True for programs, which send no Origin, for pages of this server, and for those that the configuration names.</summary>
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers[HeaderNames.Origin].ToString();
        if (origin.Length == 0 || options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        // Host and port only: behind a proxy that ends TLS the scheme differs.
        return Uri.TryCreate(origin, UriKind.Absolute, out var page) &&
            string.Equals(page.Authority, WithoutDefaultPort(request.Host, page), StringComparison.OrdinalIgnoreCase);
    }

    private static string? WithoutDefaultPort(HostString host, Uri page) =>
        page.IsDefaultPort && host.Port is 80 or 443 ? host.Host : host.Value;
}
