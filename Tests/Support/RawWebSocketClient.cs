using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Tests.Support;

/// <summary>
/// RFC 6455 by hand over TCP, so that a test may break any rule of it. Sends what it is told, checks what it gets: the
/// handshake, that frames are whole, unmasked and without reserved bits.
/// </summary>
public sealed class RawWebSocketClient : IAsyncDisposable
{
    public const byte Continuation = 0x0, TextFrame = 0x1, BinaryFrame = 0x2, CloseFrame = 0x8, PingFrame = 0x9, PongFrame = 0xA;

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    /// <summary>How long it waits for the server to say something.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Status of the handshake's answer: 101 if it became a WebSocket.</summary>
    public int Status { get; private set; }

    /// <summary>Body of a handshake that was refused.</summary>
    public string Body { get; private set; } = "";

    /// <param name="path">With a leading slash.</param>
    /// <param name="headers">More header lines, e.g. <c>Authorization: Bearer …</c>.</param>
    public static async Task<RawWebSocketClient> Connect(Uri address, string path = "/api/v1/ws", params string[] headers)
    {
        var client = new RawWebSocketClient();
        await client._tcp.ConnectAsync(address.Host, address.Port);
        client._stream = client._tcp.GetStream();
        await client.ShakeHands(address, path, headers);
        return client;
    }

    /// <summary>Signed in by header; <c>ready</c> has been read.</summary>
    public static async Task<RawWebSocketClient> Connect(TestServer server, TestUser user, string path = "/api/v1/ws")
    {
        var client = await Connect(server.Address, path, $"Authorization: Bearer {user.AccessToken}");
        await client.Expect("ready");
        return client;
    }

    /// <summary>A small receive window, for readers that are to be slow.</summary>
    public RawWebSocketClient WithSmallBuffer()
    {
        _tcp.ReceiveBufferSize = 4096;
        return this;
    }

    public Task Send(object json) => SendText(JsonSerializer.Serialize(json));

    public Task SendText(string text) => SendFrame(TextFrame, Encoding.UTF8.GetBytes(text));

    public Task SendClose(int code) => SendFrame(CloseFrame, [(byte)(code >> 8), (byte)code]);

    /// <param name="isLast">False: the message goes on in the next frame.</param>
    /// <param name="isMasked">Clients must.</param>
    /// <param name="reserved">The three reserved bits, in their place (0x40, 0x20, 0x10).</param>
    public async Task SendFrame(byte opcode, byte[] payload, bool isLast = true, bool isMasked = true, byte reserved = 0)
    {
        var frame = new List<byte> { (byte)((isLast ? 0x80 : 0) | reserved | opcode) };
        var maskBit = isMasked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            frame.Add((byte)(maskBit | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame.AddRange([(byte)(maskBit | 126), (byte)(payload.Length >> 8), (byte)payload.Length]);
        }
        else
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.AddRange([(byte)(maskBit | 127), .. length]);
        }

        if (isMasked)
        {
            var mask = RandomNumberGenerator.GetBytes(4);
            frame.AddRange(mask);
            frame.AddRange(payload.Select((b, i) => (byte)(b ^ mask[i % 4])));
        }
        else
        {
            frame.AddRange(payload);
        }

        await _stream.WriteAsync(frame.ToArray());
    }

    public async Task SendBytes(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>The next frame that is not a ping, as it is.</summary>
    public async Task<(byte Opcode, byte[] Payload)> Receive()
    {
        while (true)
        {
            var head = await ReadExactly(2);
            Assert(head[0] >> 4 == 0x8, $"the frame is not whole or has reserved bits: {head[0]:x2}");
            Assert((head[1] & 0x80) == 0, "the server masked a frame");
            long length = head[1] & 0x7f;
            if (length == 126)
            {
                length = BinaryPrimitives.ReadUInt16BigEndian(await ReadExactly(2));
            }
            else if (length == 127)
            {
                length = BinaryPrimitives.ReadInt64BigEndian(await ReadExactly(8));
            }

            var payload = await ReadExactly((int)length);
            if ((head[0] & 0xf) != PingFrame)
            {
                return ((byte)(head[0] & 0xf), payload);
            }

            await SendFrame(PongFrame, payload);
        }
    }

    /// <summary>The next frame as JSON.</summary>
    public async Task<JsonElement> Next()
    {
        var (opcode, payload) = await Receive();
        Assert(opcode == TextFrame, opcode == CloseFrame ? $"the server closed with {CodeOf(payload)}" : $"opcode {opcode}");
        return JsonDocument.Parse(payload).RootElement;
    }

    /// <summary>The next frame, which must be of a type.</summary>
    public async Task<JsonElement> Expect(string type)
    {
        var frame = await Next();
        Assert(frame.GetProperty("type").GetString() == type, $"expected {type}, got {frame}");
        return frame;
    }

    /// <summary>The next frame of a type; others are passed over.</summary>
    public async Task<JsonElement> Find(string type)
    {
        while (true)
        {
            var frame = await Next();
            if (frame.GetProperty("type").GetString() == type)
            {
                return frame;
            }
        }
    }

    /// <summary>Reads on until the server closes: its code; 0 if the connection broke off without one.</summary>
    public async Task<int> CloseCode()
    {
        try
        {
            while (true)
            {
                var (opcode, payload) = await Receive();
                if (opcode == CloseFrame)
                {
                    return CodeOf(payload);
                }
            }
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>The next so many events, from as many frames as they come in.</summary>
    public async Task<List<JsonElement>> Events(int count)
    {
        var events = new List<JsonElement>();
        while (events.Count < count)
        {
            events.AddRange((await Find("events")).GetProperty("events").EnumerateArray());
        }

        return events;
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ShakeHands(Uri address, string path, string[] headers)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        string[] lines =
        [
            $"GET {path} HTTP/1.1", $"Host: {address.Authority}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            $"Sec-WebSocket-Key: {key}", .. headers, "", "",
        ];
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));

        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            answer.Append((char)(await ReadExactly(1))[0]);
        }

        var text = answer.ToString();
        Status = int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        if (Status != 101)
        {
            _stream.Socket.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(_stream);
            Body = await reader.ReadToEndAsync().WaitAsync(Patience);
            return;
        }

        // SHA-1 is what the protocol asks for.
#pragma warning disable CA5350
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        Assert(text.Contains($"Sec-WebSocket-Accept: {accept}\r\n", StringComparison.OrdinalIgnoreCase), "the accept key is wrong");
        Assert(!text.Contains("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase), "an extension that was not asked for");
    }

    private async Task<byte[]> ReadExactly(int length)
    {
        var bytes = new byte[length];
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _stream.ReadExactlyAsync(bytes, patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing came from the server for {Patience.TotalSeconds} s.");
        }

        return bytes;
    }

    private static int CodeOf(byte[] payload) => payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;

    private static void Assert(bool holds, string fault)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Not what the protocol says: {fault}.");
        }
    }
}
