using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Parley.Tests.Benchmarks;

/// <summary>The other side of a benchmark's connection: takes one, upgrades it and says what it is told to, whatever it hears.</summary>
internal sealed class FrameServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private Socket? _client;

    public FrameServer(params string[] frames)
    {
        _listener.Start();
        _serving = ServeAsync(frames);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Dispose();
    }

    /// <summary>Returns when all has been said.</summary>
    public Task SaidAsync() => _serving;

    private async Task ServeAsync(string[] frames)
    {
        _client = await _listener.AcceptSocketAsync();
        await _client.ReceiveAsync(new byte[4096]);
        await _client.SendAsync("HTTP/1.1 101 Switching Protocols\r\n\r\n"u8.ToArray());
        foreach (var text in frames)
        {
            var body = Encoding.UTF8.GetBytes(text);
            var frame = new byte[4 + body.Length];
            (frame[0], frame[1]) = (0x81, 126);
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)body.Length);
            body.CopyTo(frame, 4);
            await _client.SendAsync(frame);
        }
    }
}
