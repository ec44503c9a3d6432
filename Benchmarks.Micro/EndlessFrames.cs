namespace Parley.Benchmarks.Micro;

/// <summary>One text frame of a client, again and again; always there at once. What is written is thrown away.</summary>
internal sealed class EndlessFrames : Stream
{
    private readonly byte[] _frame;
    private int _at;

    /// <param name="payload">126 to 65,535 bytes.</param>
    public EndlessFrames(ReadOnlySpan<byte> payload)
    {
        // RFC 6455, 5.2: final text frame, masked with zeroes, its length in 16 bits.
        ArgumentOutOfRangeException.ThrowIfLessThan(payload.Length, 126);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, ushort.MaxValue);
        _frame = [0x81, 0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0, .. payload];
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _frame.Length - _at);
        _frame.AsSpan(_at, count).CopyTo(buffer);
        _at = (_at + count) % _frame.Length;
        return count;
    }

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
