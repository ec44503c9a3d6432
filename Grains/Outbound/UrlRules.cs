using System.Net;

namespace Parley.Grains.Outbound;

/// <summary>Which URLs this server may call for others. What their names resolve to is looked at later, see <see cref="AddressRules"/>. Pure.</summary>
public static class UrlRules
{
    private const int MaxLength = 2048;

    /// <summary>Why a URL must not be called; null: it may be.</summary>
    public static string? Fault(Uri url, OutboundOptions options)
    {
        if (!url.IsAbsoluteUri || url.OriginalString.Length > MaxLength)
        {
            return "not an absolute URL, or too long";
        }

        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        {
            return "neither http nor https";
        }

        if (url.UserInfo.Length > 0)
        {
            return "a user name or password in it"; // http://good.example@evil.example
        }

        if (!options.Ports.Contains(url.Port))
        {
            return "a port that is not allowed";
        }

        var host = url.IdnHost.TrimEnd('.');
        return url.HostNameType switch
        {
            UriHostNameType.IPv6 when url.OriginalString.Contains('%', StringComparison.Ordinal) && url.OriginalString.IndexOf('%', StringComparison.Ordinal) < url.OriginalString.IndexOf(']', StringComparison.Ordinal) => "an address with a zone",
            UriHostNameType.IPv4 or UriHostNameType.IPv6 => null, // looked at as an address
            UriHostNameType.Dns when IsNumber(host) => "a host that some read as an address",
            UriHostNameType.Dns when !host.Contains('.', StringComparison.Ordinal) || IsInternal(host) => "a name that is not of the public internet",
            UriHostNameType.Dns => null,
            _ => "a host that is neither a name nor an address",
        };
    }

    /// <summary>Its address if it is written as one.</summary>
    public static IPAddress? Literal(string host) => IPAddress.TryParse(host.Trim('[', ']').TrimEnd('.'), out var address) ? address : null;

    /// <summary>Names whose last part is a number are addresses in one way of writing or another (WHATWG URL).</summary>
    private static bool IsNumber(string host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length > 0 && (last.All(char.IsAsciiDigit) || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].All(char.IsAsciiHexDigit)));
    }

    private static bool IsInternal(string host) => Array.Exists(
        (string[])[".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion", ".test", ".invalid"],
        suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
}
