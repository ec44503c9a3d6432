using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Benchmarks.Peers;

namespace Parley.Benchmarks.Load;

/// <summary>One WebSocket client of the load: a socket and what it has seen. All belongs to the one thread of <see cref="Crowd"/>.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Bytes that the socket did not take yet.</summary>
    private readonly List<byte> _unsent = [];

    /// <summary>The beginning of a frame whose rest has not come.</summary>
    private byte[] _carried = [];

    public required ClientState State { get; init; }

    /// <summary>The rooms it is in.</summary>
    public required Line[] Lines { get; init; }

    public FrameReader Reader { get; } = new();

    public int Handle { get; private set; }

    public bool IsReady { get; set; }

    public int Joined { get; set; }

    public int Sends { get; set; }

    public int Acks { get; set; }

    /// <summary>True: it takes nothing that the server sends, like a client whose network hangs.</summary>
    public bool IsStuck { get; set; }

    public int UnsentBytes => _unsent.Count;

    /// <summary>Bytes that were read and not used.</summary>
    public ReadOnlySpan<byte> Carried => _carried;

    /// <summary>Connects and upgrades; waits for both.</summary>
    /// <param name="from">Address to come from: there are only so many ports.</param>
    public void Connect(int port, IDialect dialect, string credential, IPAddress from)
    {
        _socket.Bind(new IPEndPoint(from, 0));
        _socket.Connect(IPAddress.Loopback, port);
        Handle = (int)_socket.Handle;
        var request = new StringBuilder($"GET {dialect.UpgradePath(credential)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
        request.Append("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        foreach (var (name, value) in dialect.UpgradeHeaders(credential))
        {
            request.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        _socket.Send(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()));
        var answer = new byte[16 * 1024];
        var length = 0;
        int end;
        while ((end = answer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var received = _socket.Receive(answer.AsSpan(length));
            length += received > 0 ? received : throw new BenchmarkException("The server closed the connection during the upgrade.");
        }

        if (!answer.AsSpan().StartsWith("HTTP/1.1 101"u8))
        {
            throw new BenchmarkException($"The server refused the upgrade: {Encoding.ASCII.GetString(answer, 0, length).Split('\r')[0]}");
        }

        Carry(answer.AsSpan(end + 4, length - end - 4));
    }

    /// <summary>Keeps the beginning of a frame until its rest comes.</summary>
    public void Carry(ReadOnlySpan<byte> rest) => _carried = rest.IsEmpty ? [] : rest.ToArray();

    /// <summary>Sends a message as one masked frame. The mask is zero: it is there for proxies, and there is none. False: the connection has ended.</summary>
    public bool Send(int opcode, ReadOnlySpan<byte> message)
    {
        Span<byte> frame = stackalloc byte[message.Length + 14];
        frame[0] = (byte)(0x80 | opcode);
        var header = 2;
        if (message.Length < 126)
        {
            frame[1] = (byte)(0x80 | message.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)message.Length);
            header = 4;
        }

        frame.Slice(header, 4).Clear();
        message.CopyTo(frame[(header + 4)..]);
        return Write(frame[..(header + 4 + message.Length)]);
    }

    /// <summary>Tries once more to send what the socket did not take. False: the connection has ended.</summary>
    public bool Flush()
    {
        if (_unsent.Count == 0)
        {
            return true;
        }

        var waiting = _unsent.ToArray();
        _unsent.Clear();
        return Write(waiting);
    }

    public void Dispose() => _socket.Dispose();

    private bool Write(ReadOnlySpan<byte> bytes)
    {
        var sent = _unsent.Count > 0 ? 0 : Native.Send(Handle, bytes);
        if (sent >= 0 && sent < bytes.Length)
        {
            _unsent.AddRange(bytes[sent..]);
        }

        return sent >= 0;
    }
}
