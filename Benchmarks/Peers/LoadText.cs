using System.Globalization;
using System.Text;

namespace Parley.Benchmarks.Peers;

/// <summary>
/// The text of a message, 100 bytes of ASCII at fixed places: when it was to be sent, the room, the sender's place in the room, and the sender's count there. With it every
/// receiver checks by itself whether something is missing, doubled or out of order.
/// </summary>
/// <param name="Intended">Timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="Sender">Place among the room's members, from 0.</param>
/// <param name="Number">1, 2, 3 … of this sender in this room.</param>
public readonly record struct LoadText(long Intended, int Room, int Sender, int Number)
{
    public const int Length = 100;
    private const int UsedLength = 2 + 20 + 1 + 6 + 1 + 6 + 1 + 9;

    private static ReadOnlySpan<byte> Marker => "^T"u8;

    /// <summary>Writes it into <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> to)
    {
        to[..Length].Fill((byte)'.');
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"^T{Intended:D20}R{Room:D6}S{Sender:D6}N{Number:D9}"), to);
    }

    /// <summary>Finds the next one in a message of any dialect.</summary>
    /// <param name="rest">Goes on behind it.</param>
    /// <param name="before">What lies before it.</param>
    public static bool TryNext(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> before, out LoadText text)
    {
        var at = rest.IndexOf(Marker);
        if (at < 0 || rest.Length < at + UsedLength)
        {
            before = default;
            text = default;
            return false;
        }

        before = rest[..at];
        var found = rest[at..];
        text = new LoadText(Digits(found.Slice(2, 20)), (int)Digits(found.Slice(23, 6)), (int)Digits(found.Slice(30, 6)), (int)Digits(found.Slice(37, 9)));
        rest = found[UsedLength..];
        return true;
    }

    private static long Digits(ReadOnlySpan<byte> digits)
    {
        var number = 0L;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
