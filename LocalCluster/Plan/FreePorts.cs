using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Parley.LocalCluster.Plan;

/// <summary>
/// Chooses loopback ports that a server can come back to. They lie below those that the kernel gives to outgoing connections: any of
/// those may be taken by somebody's connection while the server is down.
/// </summary>
public sealed class FreePorts
{
    private const int Lowest = 10_000;
    private readonly int _highest;
    private readonly Func<int, bool> _isFree;
    private readonly HashSet<int> _taken;
    private int _next;

    /// <param name="highest">Last port to consider.</param>
    /// <param name="isFree">Whether one can listen there now.</param>
    /// <param name="taken">Not to be given: they belong to a server of ours that may be down.</param>
    internal FreePorts(int first, int highest, Func<int, bool> isFree, IEnumerable<int> taken)
    {
        _next = first;
        _highest = highest;
        _isFree = isFree;
        _taken = [.. taken];
    }

    /// <summary>Of this machine, from a random one on: two clusters that start at the same time rarely meet.</summary>
    public static FreePorts OfThisMachine(IEnumerable<int> taken)
    {
        var highest = LowestOutgoing() - 1;
        return new FreePorts(Random.Shared.Next(Lowest, highest), highest, IsFree, taken);
    }

    /// <exception cref="ClusterException">None is free.</exception>
    public int Next()
    {
        for (var tries = 0; tries <= _highest - Lowest; tries++)
        {
            var port = _next;
            _next = port == _highest ? Lowest : port + 1;
            if (!_taken.Contains(port) && _isFree(port))
            {
                _taken.Add(port);
                return port;
            }
        }

        throw new ClusterException($"No port from {Lowest} to {_highest} is free on 127.0.0.1.");
    }

    private static int LowestOutgoing()
    {
        const string Setting = "/proc/sys/net/ipv4/ip_local_port_range";
        var lowest = int.Parse(File.ReadAllText(Setting).Split()[0], CultureInfo.InvariantCulture);
        return lowest > Lowest + 1000 ? lowest : 32_768; // somebody has widened the range; then there is no safe place
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
