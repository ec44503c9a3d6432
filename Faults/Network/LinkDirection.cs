using System.Net.Sockets;
using System.Threading.Channels;

namespace Parley.Faults.Network;

/// <summary>One direction of a link: reads from one socket, spoils what it read, writes to the other.</summary>
public sealed class LinkDirection
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>Chunks on their way: with a full read each, 512 KiB. Beyond that the sender has to wait, as in a real network.</summary>
    private const int MaxChunks = 32;

    private readonly Channel<Chunk> _onTheWay = Channel.CreateBounded<Chunk>(new BoundedChannelOptions(MaxChunks) { SingleReader = true, SingleWriter = true });
    private readonly ProxyLink _link;
    private readonly Socket _from;
    private readonly Socket _to;
    private readonly Gate<LinkFaults> _faults;
    private readonly IReadOnlyList<ByteTrigger> _triggers;
    private readonly int[] _matched;
    private readonly Random _random;
    private readonly TimeProvider _time;

    // Of the writer alone: bytes that have passed or disappeared, and when the throttle lets the next ones through.
    private long _position;
    private long _free;
    private long _seen;
    private long _passed;
    private long _swallowed;

    internal LinkDirection(ProxyLink link, Socket from, Socket to, LinkFaults faults, IReadOnlyList<ByteTrigger> triggers, Random random, TimeProvider time)
    {
        (_link, _from, _to, _triggers, _random, _time) = (link, from, to, triggers, random, time);
        _matched = new int[triggers.Count];
        _faults = new Gate<LinkFaults>(faults);
    }

    /// <summary>May be set at any time. A delay holds for bytes that are read from then on, all else for those on their way as well.</summary>
    public LinkFaults Faults
    {
        get => _faults.Value;
        set => _faults.Value = value;
    }

    /// <summary>Bytes read from the sender.</summary>
    public long BytesSeen => Interlocked.Read(ref _seen);

    /// <summary>Bytes written to the receiver.</summary>
    public long BytesPassed => Interlocked.Read(ref _passed);

    /// <summary>Bytes that disappeared.</summary>
    public long BytesSwallowed => Interlocked.Read(ref _swallowed);

    /// <summary>Until the sender has ended its stream.</summary>
    internal async Task ReadAsync(CancellationToken broken)
    {
        var lastDue = _time.GetTimestamp();
        var buffer = new byte[ChunkBytes];
        while (await _from.ReceiveAsync(buffer, broken) is var count && count > 0)
        {
            var bytes = buffer.AsMemory(0, count).ToArray();
            for (var i = 0; i < _triggers.Count; i++)
            {
                _matched[i] = _triggers[i].Look(_link, bytes, _matched[i]);
            }

            lastDue = Math.Max(lastDue, Due(Faults)); // jitter must not let bytes overtake each other
            Interlocked.Add(ref _seen, count);
            await _onTheWay.Writer.WriteAsync(new Chunk(bytes, lastDue), broken);
        }

        _onTheWay.Writer.Complete();
    }

    /// <summary>Until all that was read has been passed on or has disappeared.</summary>
    internal async Task WriteAsync(CancellationToken broken)
    {
        await foreach (var chunk in _onTheWay.Reader.ReadAllAsync(broken))
        {
            await WaitUntilAsync(chunk.Due, broken);
            for (var rest = chunk.Bytes.AsMemory(); !rest.IsEmpty;)
            {
                var faults = await UnpausedAsync(broken);
                var piece = rest[..Piece(faults, rest.Length)];
                await PassAsync(piece, faults, broken);
                rest = rest[piece.Length..];
                if (_position >= faults.AfterBytes && faults.ThenDo != LinkEnd.Swallow)
                {
                    _link.Break(reset: faults.ThenDo == LinkEnd.Reset);
                    return;
                }
            }
        }

        if (!Disappears(await UnpausedAsync(broken)))
        {
            _to.Shutdown(SocketShutdown.Send);
        }
    }

    private async Task PassAsync(ReadOnlyMemory<byte> piece, LinkFaults faults, CancellationToken broken)
    {
        if (!Disappears(faults))
        {
            // The throttle counts from before the write: whoever has the bytes knows that its time runs.
            await WaitUntilAsync(_free, broken);
            _free = faults.BytesPerSecond > 0 ? After(TimeSpan.FromSeconds((double)piece.Length / faults.BytesPerSecond)) : 0;
            for (var sent = 0; sent < piece.Length;)
            {
                sent += await _to.SendAsync(piece[sent..], broken);
            }

            Interlocked.Add(ref _passed, piece.Length);
        }
        else
        {
            Interlocked.Add(ref _swallowed, piece.Length);
        }

        _position += piece.Length;
    }

    private bool Disappears(LinkFaults faults) => faults.Swallow || (_position >= faults.AfterBytes && faults.ThenDo == LinkEnd.Swallow);

    private async Task<LinkFaults> UnpausedAsync(CancellationToken broken)
    {
        while (true)
        {
            var (faults, changed) = _faults.Watch();
            if (!faults.Paused)
            {
                return faults;
            }

            await changed.WaitAsync(broken);
        }
    }

    /// <summary>How much goes in one write: a tenth of a second's worth of a throttle, and no more than up to the limit of bytes, where there is one ahead.</summary>
    private int Piece(LinkFaults faults, int length)
    {
        var most = faults.BytesPerSecond > 0 ? Math.Min(length, Math.Max(1, faults.BytesPerSecond / 10)) : length;
        return (faults.AfterBytes - _position) switch
        {
            null => most,
            <= 0 => faults.ThenDo == LinkEnd.Swallow ? length : 0,
            var ahead => (int)Math.Min(most, ahead.Value),
        };
    }

    private long Due(LinkFaults faults)
    {
        double share;
        lock (_random) // one for all links
        {
            share = _random.NextDouble();
        }

        return After(faults.Delay + (faults.Jitter * share));
    }

    private long After(TimeSpan duration) => _time.GetTimestamp() + (long)(duration.TotalSeconds * _time.TimestampFrequency);

    private async Task WaitUntilAsync(long timestamp, CancellationToken broken)
    {
        while (_time.GetElapsedTime(_time.GetTimestamp(), timestamp) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, broken);
        }
    }

    /// <param name="Due">Timestamp before which it is not passed on.</param>
    private readonly record struct Chunk(byte[] Bytes, long Due);
}
