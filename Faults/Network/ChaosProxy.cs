using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Parley.Faults.Network;

/// <summary>
/// A TCP proxy on loopback that behaves like a bad network: stands between two programs and delays, throttles, swallows or breaks what
/// they say. All settings may be changed while it runs.
/// </summary>
public sealed class ChaosProxy : IAsyncDisposable
{
    /// <summary>Fixed, for else the system's buffers grow to megabytes: a client that does not read would seem to.</summary>
    private const int BufferBytes = 128 * 1024;

    private readonly ConcurrentDictionary<ProxyLink, Task> _links = [];
    private readonly ConcurrentQueue<ByteTrigger> _triggers = [];
    private readonly IPEndPoint _target;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _listening = new();
    private readonly Lock _settings = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private long _passedOfEnded;
    private long _swallowedOfEnded;
    private volatile LinkFaults _toServer = LinkFaults.None;
    private volatile LinkFaults _toClient = LinkFaults.None;

    private ChaosProxy(IPEndPoint target, int port, int seed, TimeProvider time)
    {
        (_target, _random, _time) = (target, new Random(seed), time);
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
    }

    /// <summary>Where clients connect to.</summary>
    public IPEndPoint EndPoint { get; private set; }

    /// <summary>Connections through the proxy now.</summary>
    public IReadOnlyCollection<ProxyLink> Links => [.. _links.Keys];

    /// <summary>Bytes written to receivers, over all links there have been, both ways.</summary>
    public long BytesPassed => Total(ref _passedOfEnded, link => link.BytesPassed);

    /// <summary>Bytes that disappeared, over all links there have been, both ways.</summary>
    public long BytesSwallowed => Total(ref _swallowedOfEnded, link => link.BytesSwallowed);

    /// <summary>Of every link, those that come later too. One link is changed by its own <see cref="ProxyLink.ToServer"/>.</summary>
    public LinkFaults ToServer
    {
        get => _toServer;
        set
        {
            lock (_settings)
            {
                _toServer = value;
                foreach (var link in _links.Keys)
                {
                    link.ToServer.Faults = value;
                }
            }
        }
    }

    /// <summary>The same for what servers say to clients.</summary>
    public LinkFaults ToClient
    {
        get => _toClient;
        set
        {
            lock (_settings)
            {
                _toClient = value;
                foreach (var link in _links.Keys)
                {
                    link.ToClient.Faults = value;
                }
            }
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="target">Where every connection is led to.</param>
    /// <param name="port">0: any that is free.</param>
    /// <param name="seed">Decides about jitter.</param>
    public static ChaosProxy Start(IPEndPoint target, int port = 0, int seed = 1, TimeProvider? time = null)
    {
        var proxy = new ChaosProxy(target, port, seed, time ?? TimeProvider.System);
        proxy.Accept();
        return proxy;
    }

    /// <summary>Looks for bytes on links that are made from now on.</summary>
    public void Add(ByteTrigger trigger) => _triggers.Enqueue(trigger);

    /// <summary>From now on connections are refused, as by a host where nothing listens; links that stand stay.</summary>
    public void Refuse()
    {
        lock (_listening)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    /// <summary>Takes connections (again), on the same port.</summary>
    /// <exception cref="SocketException">Somebody else has taken the port meanwhile.</exception>
    public void Accept()
    {
        lock (_listening)
        {
            if (_listener is not null)
            {
                return;
            }

            // Connections have the buffers of the socket that took them.
            var listener = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = BufferBytes, SendBufferSize = BufferBytes };
            listener.Bind(EndPoint);
            listener.Listen();
            EndPoint = (IPEndPoint)listener.LocalEndPoint!;
            _listener = listener;
            _accepting = Task.WhenAll(_accepting, AcceptAsync(listener));
        }
    }

    /// <summary>Resets every link.</summary>
    public void ResetAll()
    {
        foreach (var link in _links.Keys)
        {
            link.Reset();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Refuse();
        await _closing.CancelAsync();
        await _accepting;
        foreach (var link in _links.Keys)
        {
            link.Close();
        }

        await Task.WhenAll(_links.Values);
        _closing.Dispose();
    }

    private long Total(ref long ofEnded, Func<ProxyLink, long> of)
    {
        lock (_settings)
        {
            return ofEnded + _links.Keys.Sum(of);
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return; // refused from now on
            }

            await OpenAsync(client);
        }
    }

    private async Task OpenAsync(Socket client)
    {
        var server = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = BufferBytes, SendBufferSize = BufferBytes };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(_target, _closing.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The nearest to "refused" that is left once the connection is taken.
            server.Dispose();
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
            return;
        }

        ProxyLink link;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_settings) // so that no change of them misses it
        {
            link = new ProxyLink(client, server, new LinkSettings(_toServer, _toClient, [.. _triggers], _random, _time));
            _links[link] = ended.Task;
        }

        _ = RunAsync(link, ended);
    }

    private async Task RunAsync(ProxyLink link, TaskCompletionSource ended)
    {
        try
        {
            await link.RunAsync();
        }
        finally
        {
            lock (_settings) // so that no sum counts it twice, or misses it
            {
                _links.TryRemove(link, out _);
                _passedOfEnded += link.BytesPassed;
                _swallowedOfEnded += link.BytesSwallowed;
            }

            link.Dispose();
            ended.SetResult();
        }
    }
}
