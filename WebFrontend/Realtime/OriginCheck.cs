using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Realtime;

/// <summary>
/// Which pages may open connections, by cookie or token, on the hub and raw sockets alike: browsers apply no same-origin rule to
/// WebSockets, but always say where the page comes from. The one rule for that.
/// </summary>
internal sealed class OriginCheck(IOptions<RealtimeOptions> options)
{
    private readonly FrozenSet<string> _allowed = options.Value.AllowedOrigins.Select(Origins.Read).OfType<string>().ToFrozenSet();

    /// <summary>True for pages of this server and of those that the configuration names, and for programs, which send no Origin.</summary>
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length > 0
            ? Origins.IsOwn(origin, request) || (Origins.Read(origin) is { } read && _allowed.Contains(read))
            : request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"; // requests that open nothing by themselves, e.g. of an image
    }
}
