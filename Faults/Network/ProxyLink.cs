using System.Net.Sockets;

namespace Parley.Faults.Network;

/// <summary>One connection through the proxy: a client's socket, a server's socket, two directions.</summary>
public sealed class ProxyLink : IDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly CancellationTokenSource _broken = new();
    private int _isBroken;

    internal ProxyLink(Socket client, Socket server, LinkSettings settings)
    {
        (_client, _server) = (client, server);
        ToServer = Direction(client, server, Network.Direction.ToServer, settings.ToServer);
        ToClient = Direction(server, client, Network.Direction.ToClient, settings.ToClient);

        LinkDirection Direction(Socket from, Socket to, Direction direction, LinkFaults faults) =>
            new(this, from, to, faults, [.. settings.Triggers.Where(trigger => trigger.Direction == direction)], settings.Random, settings.Time);
    }

    public LinkDirection ToServer { get; }

    public LinkDirection ToClient { get; }

    /// <summary>Bytes written to a receiver, both ways.</summary>
    public long BytesPassed => ToServer.BytesPassed + ToClient.BytesPassed;

    /// <summary>Bytes that disappeared, both ways.</summary>
    public long BytesSwallowed => ToServer.BytesSwallowed + ToClient.BytesSwallowed;

    /// <summary>Both ends get a reset (RST), at once.</summary>
    public void Reset() => Break(reset: true);

    /// <summary>Both ends see an orderly end, at once; what is on its way is lost.</summary>
    public void Close() => Break(reset: false);

    public void Dispose() => Break(reset: false);

    /// <summary>The first call decides how the link ends.</summary>
    internal void Break(bool reset)
    {
        if (Interlocked.Exchange(ref _isBroken, 1) == 1)
        {
            return;
        }

        foreach (var socket in new[] { _client, _server })
        {
            TryEnd(socket, reset);
            socket.Dispose();
        }

        _broken.Cancel();
    }

    /// <summary>Until both directions have ended, or the link is broken.</summary>
    internal async Task RunAsync()
    {
        await Task.WhenAll(Guard(ToServer.ReadAsync), Guard(ToServer.WriteAsync), Guard(ToClient.ReadAsync), Guard(ToClient.WriteAsync));
        Break(reset: false);
    }

    /// <summary>What breaks at one end is passed on to the other.</summary>
    private async Task Guard(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_broken.Token);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Break(reset: true);
        }
        catch (OperationCanceledException) when (_broken.IsCancellationRequested)
        {
        }
    }

    private static void TryEnd(Socket socket, bool reset)
    {
        try
        {
            if (reset)
            {
                socket.LingerState = new LingerOption(true, 0); // closing without lingering sends a reset
            }
            else
            {
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (SocketException)
        {
            // its other end has gone already
        }
    }
}

/// <summary>What a new link starts with.</summary>
internal sealed record LinkSettings(LinkFaults ToServer, LinkFaults ToClient, IReadOnlyList<ByteTrigger> Triggers, Random Random, TimeProvider Time);
