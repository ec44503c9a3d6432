namespace Parley.WebFrontend.Sessions;

/// <summary>Origins (RFC 6454) as browsers write them: scheme, host, and the port unless it is the scheme's own. Compared whole, never by a part.</summary>
internal static class Origins
{
    /// <summary>The origin; null if the text is none, e.g. <c>null</c> or with a path.</summary>
    public static string? Read(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        var origin = $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";
        return string.Equals(origin, text, StringComparison.OrdinalIgnoreCase) ? origin : null;
    }

    /// <summary>
    /// Whether an origin is that of this server, as the request names it. Also https where we see http: then a proxy ends TLS, and nobody
    /// else can have that origin.
    /// </summary>
    public static bool IsOwn(string origin, HttpRequest request) =>
        Read(origin) is { } read && (read == Of(request.Scheme, request.Host) || read == Of("https", request.Host));

    private static string? Of(string scheme, HostString host) =>
        Uri.TryCreate($"{scheme}://{host.Value}", UriKind.Absolute, out var uri) ? Read(uri.GetLeftPart(UriPartial.Authority)) : null;
}
