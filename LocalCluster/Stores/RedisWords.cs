using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.LocalCluster.Stores;

/// <summary>What is said to a Redis on this machine without a library: one command, one answer.</summary>
internal static class RedisWords
{
    /// <returns>The whole answer, lines apart: of a bulk string its text.</returns>
    public static async Task<string> SayAsync(int port, string command, CancellationToken cancellation = default)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var first = await reader.ReadLineAsync(cancellation) ?? "";
        if (!first.StartsWith('$') || first == "$-1")
        {
            return first;
        }

        var text = new char[int.Parse(first.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(text, cancellation);
        return new string(text);
    }
}
