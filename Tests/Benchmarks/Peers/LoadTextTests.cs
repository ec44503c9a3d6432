using System.Text;
using Parley.Benchmarks.Peers;
using Xunit;

namespace Parley.Tests.Benchmarks.Peers;

public class LoadTextTests
{
    private static readonly LoadText Some = new(12_345_678_901_234, Room: 999, Sender: 12, Number: 123_456);

    [Fact]
    public void It_is_a_hundred_bytes_that_need_no_escape()
    {
        var text = Write(Some);

        Assert.Equal(100, text.Length);
        Assert.Matches(@"^[\^A-Z0-9.]+$", text);
    }

    [Fact]
    public void Each_is_found_again_with_what_lies_before_it()
    {
        ReadOnlySpan<byte> rest = Encoding.ASCII.GetBytes($"[1,\"{Write(Some)}\",2,\"{Write(Some with { Number = 7 })}\"]");

        Assert.True(LoadText.TryNext(ref rest, out var before, out var first));
        Assert.Equal(("[1,\"", Some), (Encoding.ASCII.GetString(before), first));
        Assert.True(LoadText.TryNext(ref rest, out before, out var second));
        Assert.EndsWith("\",2,\"", Encoding.ASCII.GetString(before), StringComparison.Ordinal);
        Assert.Equal(7, second.Number);
        Assert.False(LoadText.TryNext(ref rest, out _, out _));
    }

    [Fact]
    public void One_that_is_cut_off_is_none()
    {
        ReadOnlySpan<byte> rest = Encoding.ASCII.GetBytes(Write(Some)[..40]);

        Assert.False(LoadText.TryNext(ref rest, out _, out _));
    }

    private static string Write(LoadText text)
    {
        var bytes = new byte[LoadText.Length];
        text.Write(bytes);
        return Encoding.ASCII.GetString(bytes);
    }
}
