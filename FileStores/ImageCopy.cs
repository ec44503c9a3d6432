using System.Buffers.Binary;

namespace Parley.FileStores;

/// <summary>
/// Writes an image anew with what its pixels need and nothing else: no position, no thumbnail, no comment, no colour profile, nothing behind its end. Nothing is decoded. Pure, linear,
/// and never beyond the bytes it was given.
/// </summary>
public static class ImageCopy
{
    /// <param name="type">By <see cref="FileTypes.Of"/>: PNG, JPEG or WebP, of one picture.</param>
    /// <returns>Null: the image is of another type, or not put together as its type says.</returns>
    public static byte[]? Of(ReadOnlySpan<byte> image, string type) => type switch
    {
        "image/png" => Png(image),
        "image/jpeg" => Jpeg(image),
        "image/webp" => WebP(image),
        _ => null,
    };

    private static byte[]? Png(ReadOnlySpan<byte> image)
    {
        using var copy = new MemoryStream(image.Length);
        copy.Write(image[..8]);
        for (var (at, isFirst, hasData) = (8, true, false); at + 12 <= image.Length; isFirst = false)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(image[at..]);
            if (length > image.Length - at - 12)
            {
                return null;
            }

            var kind = image.Slice(at + 4, 4);
            var whole = image.Slice(at, (int)length + 12);
            if (isFirst && !kind.SequenceEqual("IHDR"u8))
            {
                return null;
            }

            var isData = kind.SequenceEqual("IDAT"u8);
            hasData |= isData;
            if (isData || (isFirst && length == 13) || kind.SequenceEqual("PLTE"u8) || kind.SequenceEqual("tRNS"u8) || kind.SequenceEqual("gAMA"u8) || kind.SequenceEqual("sRGB"u8))
            {
                copy.Write(whole);
            }
            else if (kind.SequenceEqual("IEND"u8))
            {
                copy.Write(whole);
                return hasData ? copy.ToArray() : null;
            }

            at += whole.Length;
        }

        return null;
    }

    private static byte[]? Jpeg(ReadOnlySpan<byte> image)
    {
        using var copy = new MemoryStream(image.Length);
        copy.Write(image[..2]);
        var hasFrame = false;
        for (var at = 2; at + 4 <= image.Length;)
        {
            if (image[at] != 0xff)
            {
                return null;
            }

            var marker = image[at + 1];
            if (marker == 0xff)
            {
                at++; // filling
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(image[(at + 2)..]);
            if (marker is < 0xc0 or (>= 0xd0 and <= 0xd9) || length < 2 || at + 2 + length > image.Length)
            {
                return null;
            }

            // Tables, frames and scans; of applications' segments only Adobe's, which says how colours are meant.
            var segment = image.Slice(at, length + 2);
            if (marker is >= 0xc0 and <= 0xdf || (marker == 0xee && segment.Length == 16 && segment[4..9].SequenceEqual("Adobe"u8)))
            {
                copy.Write(segment);
            }

            hasFrame |= marker is (>= 0xc0 and <= 0xcf) and not (0xc4 or 0xc8 or 0xcc);
            at += segment.Length;
            if (marker == 0xda)
            {
                if (!hasFrame)
                {
                    return null;
                }

                var end = EndOfScan(image, at);
                copy.Write(image[at..end]);
                at = end;
                if (at + 2 <= image.Length && image[at + 1] == 0xd9)
                {
                    copy.Write(image.Slice(at, 2));
                    return copy.ToArray();
                }
            }
        }

        return null;
    }

    /// <summary>Where the next marker is that is neither filling nor a restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> image, int at)
    {
        while (at + 1 < image.Length)
        {
            var next = image[at..].IndexOf((byte)0xff);
            if (next < 0 || at + next + 1 >= image.Length)
            {
                break;
            }

            at += next;
            if (image[at + 1] is not (0x00 or 0xff or (>= 0xd0 and <= 0xd7)))
            {
                return at;
            }

            at += image[at + 1] == 0xff ? 1 : 2;
        }

        return image.Length;
    }

    private static byte[]? WebP(ReadOnlySpan<byte> image)
    {
        using var copy = new MemoryStream(image.Length);
        copy.Write(image[..12]);
        var hasPicture = false;
        for (var at = 12; at + 8 <= image.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(image[(at + 4)..]);
            if (length > image.Length - at - 8)
            {
                break; // what is behind the end of the file
            }

            var kind = image.Slice(at, 4);
            var content = image.Slice(at + 8, (int)length);
            if (kind.SequenceEqual("VP8X"u8) && length == 10 && (content[0] & 0x02) == 0)
            {
                copy.Write(image.Slice(at, 8));
                copy.WriteByte((byte)(content[0] & 0x10)); // transparency is all that is left
                copy.Write(content[1..]);
            }
            else if (!hasPicture && (kind.SequenceEqual("VP8 "u8) || kind.SequenceEqual("VP8L"u8) || kind.SequenceEqual("ALPH"u8)))
            {
                hasPicture = !kind.SequenceEqual("ALPH"u8);
                copy.Write(image.Slice(at, 8));
                copy.Write(content);
                if (length % 2 == 1)
                {
                    copy.WriteByte(0);
                }
            }

            at += 8 + (int)length + (int)(length % 2);
        }

        if (!hasPicture)
        {
            return null;
        }

        var whole = copy.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(4), (uint)whole.Length - 8);
        return whole;
    }
}
