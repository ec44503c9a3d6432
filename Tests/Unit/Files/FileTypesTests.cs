using System.Text;
using CsCheck;
using Parley.Tests.Support;
using Parley.WebFrontend.Files;
using Xunit;

namespace Parley.Tests.Unit.Files;

[Trait("Scope", "P6")]
public sealed class FileTypesTests
{
    [Fact]
    public void A_type_is_told_by_the_first_bytes()
    {
        Assert.Equal("image/png", FileTypes.Of(Images.Png(3, 4)));
        Assert.Equal("image/gif", FileTypes.Of("GIF89a\u0001"u8));
        Assert.Equal("application/pdf", FileTypes.Of("%PDF-1.7"u8));
        Assert.Equal("application/zip", FileTypes.Of([0x50, 0x4b, 3, 4, 0]));
        Assert.Equal("video/mp4", FileTypes.Of([0, 0, 0, 24, .. "ftypisom"u8]));
        Assert.Equal("audio/ogg", FileTypes.Of("OggS\0"u8));
        Assert.Equal("text/plain", FileTypes.Of(Encoding.UTF8.GetBytes("grüße, 世界")));
        Assert.Equal("text/plain", FileTypes.Of(Encoding.UTF8.GetBytes("世界").AsSpan(0, 5))); // cut within a character
        Assert.Equal("application/octet-stream", FileTypes.Of([1, 2, 3]));
        Assert.Equal("application/octet-stream", FileTypes.Of([0xff, 0xfe, 0x41]));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("<?xml version='1.0'?><x/>")]
    [InlineData("alert(1)")]
    public void What_could_do_something_is_never_of_a_type_that_browsers_show_in_place(string content) =>
        Assert.False(FileTypes.IsPassive(FileTypes.Of(Encoding.UTF8.GetBytes(content))));

    [Theory]
    [InlineData("cat.png", "image/png", true)]
    [InlineData("cat.PNG", "text/plain", false)]
    [InlineData("cat.jpg.txt", "image/jpeg", false)]
    [InlineData("cat", "image/png", true)]
    [InlineData("program.exe", "application/octet-stream", true)]
    public void An_ending_that_promises_a_type_must_keep_it(string name, string type, bool fits) => Assert.Equal(fits, FileTypes.Fits(name, type));

    [Fact]
    public void The_size_of_an_image_is_in_its_head()
    {
        byte[] jpeg =
        [
            0xff, 0xd8, 0xff, 0xe1, 0x00, 0x06, 1, 2, 3, 4, 0xff, 0xff, 0xc4, 0x00, 0x03, 9, 0xff, 0xc2, 0x00, 0x11, 8, 0x01, 0x02, 0x03, 0x04, 3, 0, 0, 0, 0,
        ];
        byte[] gif = [.. "GIF89a"u8, 0x10, 0x00, 0x20, 0x00, 0];
        byte[] extended = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0xff, 0x03, 0, 0xff, 0x01, 0];
        byte[] lossless = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8L"u8, 10, 0, 0, 0, 0x2f, 0x63, 0xc0, 0x18, 0, 0, 0, 0, 0, 0];
        byte[] lossy = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8, 10, 0, 0, 0, 0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00];

        Assert.Equal((300, 70_000), ImageSize.Of(Images.Png(300, 70_000), "image/png"));
        Assert.Equal((0x304, 0x102), ImageSize.Of(jpeg, "image/jpeg"));
        Assert.Equal((16, 32), ImageSize.Of(gif, "image/gif"));
        Assert.Equal((1024, 512), ImageSize.Of(extended, "image/webp"));
        Assert.Equal((100, 100), ImageSize.Of(lossless, "image/webp"));
        Assert.Equal((320, 240), ImageSize.Of(lossy, "image/webp"));
    }

    [Fact]
    public void T18_heads_that_are_cut_or_odd_are_read_without_a_fault_and_never_beyond_their_end()
    {
        byte[][] starts = [Images.Png(9, 9), [0xff, 0xd8, 0xff], [.. "GIF89a"u8], [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8], [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8L"u8], [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8]];
        Gen.Select(Gen.Int[0, starts.Length - 1], Gen.Byte.Array[0, 64], Gen.Int[0, 100]).Sample((which, more, length) =>
        {
            byte[] head = [.. starts[which], .. more];
            head = head[..Math.Min(length, head.Length)];
            foreach (var type in new[] { FileTypes.Of(head), "image/png", "image/jpeg", "image/gif", "image/webp" })
            {
                _ = ImageSize.Of(head, type);
            }
        });
        Assert.Null(ImageSize.Of(Images.Png(0, 5), "image/png"));
        Assert.Null(ImageSize.Of(Images.Png(uint.MaxValue, 5), "image/png"));
    }

    [Theory]
    [InlineData("f0123456789abcdef0123456789abcdef", true)]
    [InlineData("f0123456789abcdef0123456789abcdef.t", true)]
    [InlineData("f0123456789abcdef0123456789abcdeg", false)]
    [InlineData("../../../../../../etc/passwd_____", false)]
    [InlineData("f/../../../../../../../etc/passwd", false)]
    [InlineData("", false)]
    [InlineData(".t", false)]
    public void Only_ids_of_our_own_become_paths(string id, bool isId) => Assert.Equal(isId, FileIds.IsId(id));
}
