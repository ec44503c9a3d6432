using System.Net;
using System.Net.Sockets;

namespace Parley.WebFrontend.Throttling;

/// <summary>Where a request comes from, as a key to count by. Behind a proxy that <c>Parley:Proxies</c> names it is what the proxy says.</summary>
internal static class ClientAddress
{
    /// <summary>The address; of IPv6 the network alone (/64), for a client has all addresses of it.</summary>
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <summary>The same of a connection that is none of HTTP.</summary>
    public static string Of(IPAddress? address) => Prefix(address, ipv4: 4, ipv6: 8);

    /// <summary>The network around it: /24 of IPv4, /48 of IPv6.</summary>
    public static string NetworkOf(HttpContext context) => NetworkOf(context.Connection.RemoteIpAddress);

    public static string NetworkOf(IPAddress? address) => Prefix(address, ipv4: 3, ipv6: 6);

    private static string Prefix(IPAddress? address, int ipv4, int ipv6)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(address.AddressFamily == AddressFamily.InterNetworkV6 ? ipv6 : ipv4).Clear();
        return new IPAddress(bytes).ToString();
    }
}
