using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Benchmarks;

/// <summary>
/// A raw WebSocket client (RFC 6455) that costs as little as it can: one socket, one receive buffer, no stream, no task
/// per frame. Frames are handed on as bytes that are valid during the call.
/// </summary>
public sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly Lock _sending = new();
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private Action<ReadOnlySpan<byte>>? _onFrame;

    /// <summary>Set when the connection ended although nobody disposed of it.</summary>
    public string? Fault { get; private set; }

    /// <summary>Called after all frames of what was received in one go: the time to answer them in one go.</summary>
    public Action? OnDrained { get; set; }

    /// <summary>Connects and upgrades.</summary>
    /// <param name="from">The source address; null: as the system likes. One has ports for 28,000 connections.</param>
    /// <param name="path">Where the endpoint is.</param>
    public async Task ConnectAsync(int port, string token, CancellationToken cancellation, IPAddress? from = null, string path = "/api/v1/ws")
    {
        if (from is not null)
        {
            _socket.Bind(new IPEndPoint(from, 0));
        }

        await _socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        var request = $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
            $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {token}\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellation);
        for (int end; (end = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8)) < 0 || !Upgraded(end);)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellation);
            if (received == 0)
            {
                throw new BenchmarkException("The server closed the connection during the upgrade.");
            }

            _end += received;
        }
    }

    /// <summary>Hands every text frame on, on whatever thread it arrives, one at a time.</summary>
    public void Start(Action<ReadOnlySpan<byte>> onFrame)
    {
        _onFrame = onFrame;
        _receive.Completed += (_, _) => Continue();
        Parse();
        Receive();
    }

    /// <summary>Sends one masked text frame. The mask is zero: it is there for proxies, and there is none.</summary>
    public void Send(ReadOnlySpan<byte> text) => Send(0x81, text);

    /// <summary>Sends frames that <see cref="Frame"/> has written, in one write.</summary>
    public void SendFrames(ReadOnlySpan<byte> frames)
    {
        try
        {
            lock (_sending)
            {
                _socket.Send(frames);
            }
        }
        catch (SocketException e)
        {
            Fault ??= $"connection ended: {e.SocketErrorCode}"; // voids the run
        }
    }

    /// <summary>Writes one masked text frame.</summary>
    /// <param name="frame">Has 14 bytes more than the text.</param>
    /// <returns>The length of the frame.</returns>
    public static int Frame(ReadOnlySpan<byte> text, Span<byte> frame) => Frame(0x81, text, frame);

    private void Send(byte kind, ReadOnlySpan<byte> text)
    {
        Span<byte> frame = stackalloc byte[text.Length + 14];
        SendFrames(frame[..Frame(kind, text, frame)]);
    }

    private static int Frame(byte kind, ReadOnlySpan<byte> text, Span<byte> frame)
    {
        frame[0] = kind;
        int header;
        if (text.Length < 126)
        {
            frame[1] = (byte)(0x80 | text.Length);
            header = 2;
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)text.Length);
            header = 4;
        }

        frame.Slice(header, 4).Clear();
        text.CopyTo(frame[(header + 4)..]);
        return header + 4 + text.Length;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
    }

    private bool Upgraded(int end)
    {
        var head = Encoding.ASCII.GetString(_buffer, 0, end);
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new BenchmarkException($"The server refused the upgrade: {head.Split('\r')[0]}");
        }

        _start = end + 4;
        return true;
    }

    private void Receive()
    {
        do
        {
            MakeRoom();
            try
            {
                _receive.SetBuffer(_buffer, _end, _buffer.Length - _end);
                if (_socket.ReceiveAsync(_receive))
                {
                    return;
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
        while (Took());
    }

    private void Continue()
    {
        if (Took())
        {
            Receive();
        }
    }

    private bool Took()
    {
        if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
        {
            Fault ??= $"connection ended: {_receive.SocketError}";
            return false;
        }

        _end += _receive.BytesTransferred;
        Parse();
        OnDrained?.Invoke();
        return true;
    }

    private void Parse()
    {
        while (_end - _start >= 2)
        {
            var data = _buffer.AsSpan(_start, _end - _start);
            var (opcode, length, header) = (data[0] & 0x0F, (long)(data[1] & 0x7F), 2);
            if (length == 126)
            {
                header = 4;
                length = data.Length < header ? long.MaxValue / 2 : BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
            }
            else if (length == 127)
            {
                header = 10;
                length = data.Length < header ? long.MaxValue / 2 : BinaryPrimitives.ReadInt64BigEndian(data[2..]);
            }

            if (data.Length < header + length)
            {
                return;
            }

            if (opcode == 8)
            {
                Fault ??= $"closed by the server: {BinaryPrimitives.ReadUInt16BigEndian(data[header..])}";
            }
            else if (opcode == 9)
            {
                Send(0x8A, data.Slice(header, (int)length)); // a server takes silence for the end
            }
            else if (opcode == 1)
            {
                _onFrame!(data.Slice(header, (int)length)); // the server sends whole messages
            }

            _start += header + (int)length;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
