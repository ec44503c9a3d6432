using System.Buffers.Binary;
using CsCheck;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Files;

[Trait("Scope", "P6")]
public sealed class ImageCopyTests
{
    [Fact]
    public void What_is_not_needed_for_the_pixels_is_left_out()
    {
        foreach (var (image, type) in Pictures())
        {
            var copy = ImageCopy.Of(image, type)!;

            Assert.Equal(-1, copy.AsSpan().IndexOf("secret"u8));
            Assert.NotEqual(-1, copy.AsSpan().IndexOf("pixels"u8));
            Assert.Equal(type, FileTypes.Of(copy));
            Assert.Equal(ImageSize.Of(image, type), ImageSize.Of(copy, type));
            Assert.Equal((3, 2), ImageSize.Of(copy, type));
            Assert.Equal(copy, ImageCopy.Of(copy, type));
        }
    }

    /// <summary>Where a picture is cut or changed, it is refused or still a picture without what was not to be in it.</summary>
    [Fact]
    public void T18_An_image_that_is_broken_anywhere_is_refused_or_still_an_image()
    {
        foreach (var (image, type) in Pictures())
        {
            for (var length = 0; length < image.Length; length++)
            {
                _ = FileTypes.Of(image.AsSpan(0, length)) == type ? ImageCopy.Of(image.AsSpan(0, length), type) : null;
            }

            Gen.Select(Gen.Int[12, image.Length - 1], Gen.Byte, Gen.Int[12, image.Length - 1], Gen.Byte).Sample((at, value, other, more) =>
            {
                var broken = image.ToArray();
                (broken[at], broken[other]) = (value, more);
                return ImageCopy.Of(broken, type) is not { } copy || (FileTypes.Of(copy) == type && copy.Length <= broken.Length + 1);
            });
        }

        Assert.Null(ImageCopy.Of("GIF89a"u8, "image/gif"));
        Assert.Null(ImageCopy.Of("<svg/>"u8, "text/plain"));
    }

    private static IEnumerable<(byte[] Image, string Type)> Pictures()
    {
        yield return ([.. Images.SmallPng(3, 2, ("tEXt", "secret"u8.ToArray()), ("eXIf", "secret"u8.ToArray())), .. "secret behind the end"u8], "image/png");
        byte[] frame = [0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0];
        byte[] scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, .. "pixels"u8, 0xff, 0x00, 0xff, 0xd0, 1];
        yield return ([0xff, 0xd8, 0xff, 0xe1, 0, 8, .. "secret"u8, .. frame, 0xff, 0xfe, 0, 8, .. "secret"u8, .. scan, 0xff, 0xd9, .. "secret"u8], "image/jpeg");
        byte[] vp8x = [.. "VP8X"u8, 10, 0, 0, 0, 0x2c, 0, 0, 0, 2, 0, 0, 1, 0, 0];
        byte[] vp8 = [.. "VP8 "u8, 16, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 3, 0, 2, 0, .. "pixels"u8];
        byte[] body = [.. "WEBP"u8, .. vp8x, .. vp8, .. "EXIF"u8, 6, 0, 0, 0, .. "secret"u8];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        yield return ([.. "RIFF"u8, .. length, .. body, .. "secret"u8], "image/webp");
    }
}
