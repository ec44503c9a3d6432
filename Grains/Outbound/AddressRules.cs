using System.Net;
using System.Net.Sockets;

namespace Parley.Grains.Outbound;

/// <summary>
/// Which addresses this server may call for others: those of the public internet, and nothing that is inside a network, a machine or another
/// address. After the special-purpose registries of IANA (RFC 6890 and its updates). Pure.
/// </summary>
public static class AddressRules
{
    private static readonly (IPNetwork Network, string Name)[] Blocked =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "this network"), (IPNetwork.Parse("10.0.0.0/8"), "private"), (IPNetwork.Parse("100.64.0.0/10"), "carrier's private"),
        (IPNetwork.Parse("127.0.0.0/8"), "loopback"), (IPNetwork.Parse("169.254.0.0/16"), "link-local"), (IPNetwork.Parse("172.16.0.0/12"), "private"),
        (IPNetwork.Parse("192.0.0.0/24"), "protocol"), (IPNetwork.Parse("192.0.2.0/24"), "documentation"), (IPNetwork.Parse("192.31.196.0/24"), "AS112"),
        (IPNetwork.Parse("192.52.193.0/24"), "AMT"), (IPNetwork.Parse("192.88.99.0/24"), "6to4 relay"), (IPNetwork.Parse("192.168.0.0/16"), "private"),
        (IPNetwork.Parse("192.175.48.0/24"), "AS112"), (IPNetwork.Parse("198.18.0.0/15"), "benchmarking"), (IPNetwork.Parse("198.51.100.0/24"), "documentation"),
        (IPNetwork.Parse("203.0.113.0/24"), "documentation"), (IPNetwork.Parse("224.0.0.0/4"), "multicast"), (IPNetwork.Parse("240.0.0.0/4"), "reserved"),
    ];

    /// <summary>Of IPv6 only 2000::/3 is global unicast at all, and these in it are not, or hold another address within themselves.</summary>
    private static readonly (IPNetwork Network, string Name)[] BlockedIPv6 =
    [
        (IPNetwork.Parse("2001::/23"), "protocol, Teredo and ORCHID"), (IPNetwork.Parse("2001:db8::/32"), "documentation"), (IPNetwork.Parse("2002::/16"), "6to4"),
        (IPNetwork.Parse("2620:4f:8000::/48"), "AS112"), (IPNetwork.Parse("3fff::/20"), "documentation"),
    ];

    /// <summary>Why an address must not be called; null: it may be.</summary>
    public static string? Fault(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return Array.Find(Blocked, range => range.Network.Contains(address)).Name;
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0)
        {
            return "of a zone";
        }

        // Among what is not global unicast: ::, ::1, mapped IPv4 (::ffff:0:0/96), NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard (100::/64),
        // unique local (fc00::/7), link-local (fe80::/10), site-local (fec0::/10), multicast (ff00::/8).
        return (address.GetAddressBytes()[0] & 0xE0) == 0x20 ? Array.Find(BlockedIPv6, range => range.Network.Contains(address)).Name : "not global unicast";
    }
}
