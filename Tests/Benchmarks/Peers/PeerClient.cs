using System.Buffers;
using System.Net.WebSockets;
using Parley.Benchmarks.Peers;
using Xunit;

namespace Parley.Tests.Benchmarks.Peers;

/// <summary>A client that takes its time: each message is looked at when it is asked for.</summary>
internal sealed class PeerClient(IDialect dialect, string id) : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ClientState _state = new() { Id = id };
    private readonly Heard _heard = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    public async Task ConnectAsync(int port, string credential, CancellationToken cancellation)
    {
        foreach (var (name, value) in dialect.UpgradeHeaders(credential))
        {
            _socket.Options.SetRequestHeader(name, value);
        }

        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}{dialect.UpgradePath(credential)}"), cancellation);
        await SayAsync(to => dialect.Greet(_state, to, _heard), cancellation);
        Assert.Equal(["ready"], await HearAsync(1, cancellation));
    }

    public async Task JoinAsync(int room, CancellationToken cancellation)
    {
        await SayAsync(to => dialect.Join(_state, room, to), cancellation);
        Assert.Equal(["joined"], await HearAsync(1, cancellation));
    }

    public Task SendAsync(LoadText text, CancellationToken cancellation)
    {
        var bytes = new byte[LoadText.Length];
        text.Write(bytes);
        return SayAsync(to => dialect.Send(_state, text.Room, text.Number, bytes, to), cancellation);
    }

    /// <summary>The next so many things; what the protocol wants answered is answered.</summary>
    public async Task<IReadOnlyList<string>> HearAsync(int count, CancellationToken cancellation)
    {
        while (_heard.Lines.Count < count)
        {
            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
                length += received.Count;
            }
            while (!received.EndOfMessage);

            dialect.Read(_state, _buffer.AsSpan(0, length), _heard);
            foreach (var reply in _heard.Lines.Where(line => line.StartsWith("reply ", StringComparison.Ordinal)).ToList())
            {
                _heard.Lines.Remove(reply);
                await SayAsync(to => to.Write(System.Text.Encoding.UTF8.GetBytes(reply["reply ".Length..])), cancellation);
            }
        }

        var heard = _heard.Lines.Take(count).ToList();
        _heard.Lines.RemoveRange(0, count);
        return heard;
    }

    public void Dispose() => _socket.Dispose();

    private async Task SayAsync(Action<IBufferWriter<byte>> write, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        if (buffer.WrittenCount > 0)
        {
            await _socket.SendAsync(buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
    }
}
