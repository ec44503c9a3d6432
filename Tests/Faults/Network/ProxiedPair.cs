using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Faults.Network;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Faults.Network;

/// <summary>A server and a client with a chaos proxy between them.</summary>
internal sealed class ProxiedPair : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sockets = [];

    public ProxiedPair(TimeProvider? time = null)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Proxy = ChaosProxy.Start((IPEndPoint)_listener.LocalEndPoint!, time: time);
    }

    public ChaosProxy Proxy { get; }

    public void StopServer() => _listener.Dispose();

    /// <summary>Connects through the proxy, and waits until the proxy has the link.</summary>
    public async Task<Connected> Connect()
    {
        var before = Proxy.Links;
        var client = await ConnectClient();
        var server = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
        _sockets.Add(server);
        await Eventually.Is(() => Task.FromResult(Proxy.Links.Except(before).Any()), "the proxy has a link");
        return new Connected(client, server, Proxy.Links.Except(before).Single());
    }

    public async Task<Socket> ConnectClient()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(client);
        await client.ConnectAsync(Proxy.EndPoint, TestContext.Current.CancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _sockets.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }
}

internal sealed record Connected(Socket Client, Socket Server, ProxyLink Link);

internal static class SocketHelp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task Say(this Socket socket, string text) =>
        Assert.Equal(text.Length, await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken));

    /// <summary>Waits for exactly this, and for nothing less.</summary>
    public static async Task Hears(this Socket socket, string text) => Assert.Equal(text, Encoding.ASCII.GetString(await socket.Read(text.Length)));

    public static async Task<byte[]> Read(this Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(read), TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
            Assert.True(more > 0, $"The stream ended after {read} of {count} bytes.");
            read += more;
        }

        return bytes;
    }

    public static async Task HearsTheEnd(this Socket socket) =>
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience));

    public static async Task HearsReset(this Socket socket)
    {
        var error = await Assert.ThrowsAsync<SocketException>(() => socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    /// <summary>Until the proxy has read so many bytes of a direction.</summary>
    public static Task HasSeen(this LinkDirection direction, long bytes) =>
        Eventually.Is(() => Task.FromResult(direction.BytesSeen >= bytes), $"the proxy reads {bytes} bytes; it has {direction.BytesSeen}");
}
