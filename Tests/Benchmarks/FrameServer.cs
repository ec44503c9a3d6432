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
        : this(frames.Length, frames)
    {
    }

    /// <param name="unasked">So many frames are said at once, the others once it has heard a send of a client that masks with zeros.</param>
    public FrameServer(int unasked, string[] frames)
    {
        _listener.Start();
        _serving = ServeAsync(unasked, frames);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Dispose();
    }

    /// <summary>Returns when all has been said.</summary>
    public Task SaidAsync() => _serving;

    private async Task ServeAsync(int unasked, string[] frames)
    {
        _client = await _listener.AcceptSocketAsync();
        await _client.ReceiveAsync(new byte[4096]);
        await _client.SendAsync("HTTP/1.1 101 Switching Protocols\r\n\r\n"u8.ToArray());
        for (var i = 0; i < frames.Length; i++)
        {
            if (i == unasked)
            {
                await HearAsync(_client, "\"send\"");
            }

            await _client.SendAsync(Frame(frames[i]));
        }
    }

    private static byte[] Frame(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var frame = new byte[10 + body.Length];
        (frame[0], frame[1]) = (0x81, 127);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), body.Length);
        body.CopyTo(frame, 10);
        return frame;
    }

    /// <summary>The load masks with zeros, so that its words can be read as they are.</summary>
    private static async Task HearAsync(Socket client, string word)
    {
        var (heard, buffer) = ("", new byte[4096]);
        while (!heard.Contains(word, StringComparison.Ordinal))
        {
            var received = await client.ReceiveAsync(buffer);
            heard += received > 0 ? Encoding.ASCII.GetString(buffer, 0, received) : throw new IOException("The client has gone.");
        }
    }
}
