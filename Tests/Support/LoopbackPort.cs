using System.Net;
using System.Net.Sockets;

namespace Parley.Tests.Support;

/// <summary>Ports for servers that the tests start.</summary>
internal static class LoopbackPort
{
    /// <summary>One that is free now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
