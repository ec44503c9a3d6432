using System.Buffers.Binary;
using System.Text;
using Parley.Benchmarks.Load;
using Xunit;

namespace Parley.Tests.Benchmarks.Load;

public class FrameReaderTests
{
    private static readonly byte[] Stream =
    [
        .. Frame(0x81, "one"), .. Frame(0x81, new string('a', 200)), .. Frame(0x01, "be"), .. Frame(0x89, "ping"), .. Frame(0x00, "gin"), .. Frame(0x80, "ning"), .. Frame(0x81, ""),
        .. Frame(0x81, new string('b', 70_000)), .. Frame(0x88, "\u0003\u00e8"),
    ];

    private static readonly string[] Messages = ["1 one", $"1 {new string('a', 200)}", "9 ping", "1 beginning", "1 ", $"1 {new string('b', 70_000)}", "8 \u0003\u00e8"];

    [Fact]
    public void Messages_are_whole_wherever_the_bytes_are_split()
    {
        // All splits near frames; those within the long one do not differ from each other.
        var starts = Enumerable.Range(0, 300).Concat(Enumerable.Range(Stream.Length - 20, 20));

        Assert.All(starts, split => Assert.Equal(Messages, Read(Stream[..split], Stream[split..])));
    }

    [Fact]
    public void Messages_are_whole_if_bytes_come_one_by_one() => Assert.Equal(Messages[..5], Read([.. Stream[..250].Select(one => new[] { one })]));

    /// <summary>Reads pieces as they arrive; what was not used comes before the next.</summary>
    private static List<string> Read(params byte[][] pieces)
    {
        var (reader, messages, rest) = (new FrameReader(), new List<string>(), Array.Empty<byte>());
        foreach (var piece in pieces)
        {
            byte[] bytes = [.. rest, .. piece];
            rest = bytes[reader.Read(bytes, messages, static (messages, opcode, message) => messages.Add($"{opcode} {Encoding.UTF8.GetString(message)}"))..];
        }

        return messages;
    }

    private static byte[] Frame(byte head, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        byte[] length = [(byte)body.Length];
        if (body.Length > ushort.MaxValue)
        {
            length = [127, .. new byte[8]];
            BinaryPrimitives.WriteInt64BigEndian(length.AsSpan(1), body.Length);
        }
        else if (body.Length > 125)
        {
            length = [126, .. new byte[2]];
            BinaryPrimitives.WriteUInt16BigEndian(length.AsSpan(1), (ushort)body.Length);
        }

        return [head, .. length, .. body];
    }
}
