using System.Buffers.Binary;

namespace Parley.FileStores;

/// <summary>Reads the size of an image from its head. Nothing is decoded: a bomb is as cheap as any other image. Pure, and never beyond the bytes it was given.</summary>
public static class ImageSize
{
    /// <summary>Pixels; null: the head does not say, or says what cannot be.</summary>
    /// <param name="type">By <see cref="FileTypes.Of"/>.</param>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> head, string type)
    {
        var size = type switch
        {
            "image/png" => Png(head),
            "image/gif" => head.Length < 10 ? null : (BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..])),
            "image/webp" => WebP(head),
            "image/jpeg" => Jpeg(head),
            _ => null,
        };
        return size is { Width: > 0 and <= int.MaxValue, Height: > 0 and <= int.MaxValue } known ? ((int)known.Width, (int)known.Height) : null;
    }

    private static (long Width, long Height)? Png(ReadOnlySpan<byte> head) => head.Length >= 24 && head[12..16].SequenceEqual("IHDR"u8)
        ? (BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..]))
        : null;

    private static (long Width, long Height)? WebP(ReadOnlySpan<byte> head)
    {
        if (head.Length < 30)
        {
            return null;
        }

        var kind = head[12..16];
        if (kind.SequenceEqual("VP8X"u8))
        {
            return (1 + Three(head[24..]), 1 + Three(head[27..]));
        }

        if (kind.SequenceEqual("VP8L"u8) && head[20] == 0x2f)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
            return (1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff));
        }

        return kind.SequenceEqual("VP8 "u8) && head[23..26].SequenceEqual((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a])
            ? (BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3fff)
            : null;

        static long Three(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
    }

    /// <summary>Walks over the segments to the one that begins a frame.</summary>
    private static (long Width, long Height)? Jpeg(ReadOnlySpan<byte> head)
    {
        for (var at = 2; at + 9 <= head.Length;)
        {
            if (head[at] != 0xff)
            {
                return null;
            }

            var marker = head[at + 1];
            if (marker is 0xff)
            {
                at++; // filling
            }
            else if (marker is 0x01 or (>= 0xd0 and <= 0xd8))
            {
                at += 2; // without a length
            }
            else if (marker is (>= 0xc0 and <= 0xcf) and not (0xc4 or 0xc8 or 0xcc))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            }
            else
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
                if (marker is 0xd9 or 0xda || length < 2)
                {
                    return null;
                }

                at += 2 + length;
            }
        }

        return null;
    }
}
