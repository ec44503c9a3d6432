using System.Text;

namespace Parley.WebFrontend.Irc;

/// <summary>Cuts what comes in into lines. Bounded: of a line that is too long nothing is kept, and where it ends the next one begins.</summary>
internal sealed class IrcLineReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[IrcLine.MaxTagBytes + IrcLine.MaxBytes];
    private int _start;
    private int _scanned;
    private int _end;
    private bool _skips;

    /// <summary>The next line without its end, which is LF, or CR LF; empty ones are passed over. Null text: the line was too long. Null: there are no more.</summary>
    public async ValueTask<Read?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var at = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = _buffer.AsMemory(_start, _scanned + at - _start).TrimEnd((byte)'\r');
                _start = _scanned = _scanned + at + 1;
                if (_skips)
                {
                    _skips = false;
                    return new Read(null);
                }

                if (line.Span.TrimEnd((byte)' ').Length > 0)
                {
                    return new Read(IsTooLong(line.Span) ? null : Encoding.UTF8.GetString(line.Span));
                }

                continue;
            }

            _scanned = _end;
            if (_skips || _end - _start == _buffer.Length)
            {
                (_skips, _start, _scanned, _end) = (true, 0, 0, 0);
            }
            else if (_end == _buffer.Length)
            {
                _buffer.AsSpan(_start.._end).CopyTo(_buffer);
                (_start, _scanned, _end) = (0, _scanned - _start, _end - _start);
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
            {
                return null;
            }

            _end += read;
        }
    }

    private static bool IsTooLong(ReadOnlySpan<byte> line)
    {
        var tags = line.Length > 0 && line[0] == '@' ? line.IndexOf((byte)' ') + 1 : 0;
        return tags > IrcLine.MaxTagBytes || (line.Length - tags > IrcLine.MaxBytes && !line.StartsWith("PASS "u8)); // access tokens are longer
    }

    /// <param name="Line">Null: it was too long.</param>
    internal readonly record struct Read(string? Line)
    {
        /// <summary>Without content: it may hold a password or a message.</summary>
        public override string ToString() => nameof(Read);
    }
}
