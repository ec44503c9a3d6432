using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.LocalCluster.Proxy;

/// <summary>Commands to a HAProxy that runs.</summary>
internal static class HaProxySocket
{
    /// <returns>What it says; empty: done.</returns>
    public static async Task<string> AskAsync(int adminPort, string command, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, adminPort, cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + '\n'), cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return (await reader.ReadToEndAsync(cancellation)).Trim();
    }
}
