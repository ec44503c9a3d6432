using System.Net.WebSockets;
using BenchmarkDotNet.Attributes;
using Parley.WebFrontend.Realtime;

namespace Parley.Benchmarks.Micro;

/// <summary>A send of a raw client on its way in.</summary>
public class Parse
{
    private static readonly byte[] Send =
        [.. "{\"type\":\"send\",\"id\":17,\"room\":\"room0\",\"clientId\":\"0123456789abcdef\",\"text\":\""u8, .. Enumerable.Repeat((byte)'x', 100), .. "\"}"u8];

    private readonly RawFrameReader _reader = new(
        WebSocket.CreateFromStream(new EndlessFrames(Send), new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero }), maxBytes: 64 * 1024);

    [Benchmark]
    public int Request()
    {
        var request = RawRequest.Parse(Send)!;
        return request.Type!.Length + request.Id!.Length + request.String("room")!.Length + request.String("clientId")!.Length + request.String("text")!.Length;
    }

    [Benchmark]
    public async Task<int> Frame() => (await _reader.ReadAsync(CancellationToken.None)).Bytes.Length;
}
