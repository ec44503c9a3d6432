using System.Net;
using System.Net.Sockets;
using Parley.LocalCluster.Processes;

namespace Parley.Benchmarks.Peers.Servers;

/// <summary>A process that can do its work as soon as it listens.</summary>
internal sealed class PeerProcess(ProcessSetting setting, Launch launch, int port) : ManagedProcess(setting, running: null)
{
    public override string Address => $"127.0.0.1:{port}";

    protected override Launch Launch => launch;

    protected override async Task<string?> AskAsync(CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }
}
