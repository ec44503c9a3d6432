using System.Buffers.Binary;

namespace Parley.Benchmarks.Load;

/// <summary>Takes frames of a server (RFC 6455, not masked) out of bytes as they arrive, and joins messages that come in several frames. Pure.</summary>
public sealed class FrameReader
{
    public const int Text = 1;
    public const int Close = 8;
    public const int Ping = 9;

    private byte[] _message = [];
    private int _length;
    private int _opcode;

    /// <summary>Handed whole messages; the bytes are valid during the call.</summary>
    public delegate void Taker<in TState>(TState state, int opcode, ReadOnlySpan<byte> message);

    /// <returns>How many bytes were used; the rest is the beginning of a frame.</returns>
    public int Read<TState>(ReadOnlySpan<byte> bytes, TState state, Taker<TState> take)
    {
        var at = 0;
        while (bytes.Length - at >= 2)
        {
            var data = bytes[at..];
            var (isLast, opcode, length, header) = ((data[0] & 0x80) != 0, data[0] & 0x0F, (long)(data[1] & 0x7F), 2);
            if (length >= 126)
            {
                var size = length == 126 ? 2 : 8;
                if (data.Length < 2 + size)
                {
                    break;
                }

                length = size == 2 ? BinaryPrimitives.ReadUInt16BigEndian(data[2..]) : BinaryPrimitives.ReadInt64BigEndian(data[2..]);
                header += size;
            }

            if (data.Length < header + length)
            {
                break;
            }

            at += header + (int)length;
            var payload = data.Slice(header, (int)length);
            if (opcode >= Close || (isLast && opcode != 0))
            {
                take(state, opcode, payload); // control frames may come between the parts of a message
                continue;
            }

            Keep(payload, opcode);
            if (isLast)
            {
                take(state, _opcode, _message.AsSpan(0, _length));
                _length = 0;
            }
        }

        return at;
    }

    private void Keep(ReadOnlySpan<byte> part, int opcode)
    {
        if (opcode != 0)
        {
            (_opcode, _length) = (opcode, 0);
        }

        if (_message.Length < _length + part.Length)
        {
            Array.Resize(ref _message, Math.Max(_length + part.Length, _message.Length * 2));
        }

        part.CopyTo(_message.AsSpan(_length));
        _length += part.Length;
    }
}
