using System.Buffers.Binary;

namespace Parley.Tests.Support;

/// <summary>Images, or as much of them as matters.</summary>
internal static class Images
{
    /// <summary>A PNG as far as its size, and some bytes that follow.</summary>
    public static byte[] Png(uint width, uint height, int length = 64)
    {
        byte[] png = [0x89, .. "PNG"u8, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, .. new byte[Math.Max(8, length - 16)]];
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), height);
        return png;
    }

    /// <summary>A PNG with all its chunks, whose pixels nobody has looked at.</summary>
    /// <param name="more">Chunks between head and pixels.</param>
    public static byte[] SmallPng(uint width, uint height, params (string Kind, byte[] Content)[] more)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(head, width);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 2);
        return [0x89, .. "PNG"u8, 0x0d, 0x0a, 0x1a, 0x0a, .. Chunk("IHDR", head), .. more.SelectMany(chunk => Chunk(chunk.Kind, chunk.Content)), .. Chunk("IDAT", "pixels"u8.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length, .. System.Text.Encoding.ASCII.GetBytes(kind), .. content, 0, 0, 0, 0];
    }
}
