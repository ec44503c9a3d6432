using System.Net;
using System.Net.Sockets;

namespace Parley.WebFrontend.Throttling;

/// <summary>Where a request comes from, as a key to count by.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The address; of IPv6 the network alone (/64), for a client has all addresses of it.</summary>
    public static string Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }
}
