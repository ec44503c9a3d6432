using System.Buffers.Binary;

namespace Parley.Tests.Support;

/// <summary>Heads of images.</summary>
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
}
