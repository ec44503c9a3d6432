using System.Buffers;
using System.Net.WebSockets;

namespace Parley.WebFrontend.Realtime;

/// <summary>Reads whole messages from a WebSocket, fragments joined. Holds no buffer while nothing comes.</summary>
internal sealed class RawFrameReader(WebSocket socket, int maxBytes)
{
    private const int FirstBuffer = 4 * 1024;

    private byte[]? _buffer;

    /// <summary>The next message; its bytes are good until the next call.</summary>
    public async ValueTask<(RawFrameKind Kind, ReadOnlyMemory<byte> Bytes)> ReadAsync(CancellationToken cancellationToken)
    {
        GiveBack();

        // 1. Wait without a buffer.
        var result = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        var length = 0;
        while (result is { MessageType: WebSocketMessageType.Text, EndOfMessage: false })
        {
            // 2. One byte more than allowed shows that there is more.
            _buffer ??= ArrayPool<byte>.Shared.Rent(FirstBuffer);
            if (length == _buffer.Length)
            {
                Grow(length);
            }

            var room = Math.Min(_buffer.Length, maxBytes + 1) - length;
            result = await socket.ReceiveAsync(_buffer.AsMemory(length, room), cancellationToken);
            length += result.Count;
            if (length > maxBytes)
            {
                return (RawFrameKind.TooLarge, default);
            }
        }

        return result.MessageType switch
        {
            WebSocketMessageType.Close => (RawFrameKind.Close, default),
            WebSocketMessageType.Binary => (RawFrameKind.Binary, default),
            _ => (RawFrameKind.Text, _buffer.AsMemory(0, length)),
        };
    }

    public void GiveBack()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer!);
        _buffer = larger;
    }
}

internal enum RawFrameKind
{
    Text,
    Binary,
    Close,
    TooLarge,
}
