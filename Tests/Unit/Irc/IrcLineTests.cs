using System.Text;
using Parley.WebFrontend.Irc;
using Xunit;

namespace Parley.Tests.Unit.Irc;

public sealed class IrcLineTests
{
    [Fact]
    public void A_line_is_taken_apart_into_tags_source_command_and_parameters()
    {
        var line = IrcLine.Parse("@label=a\\s\\:b;+x :ann!ann@host privmsg  #lobby  :hello : there\r\n")!;

        Assert.Equal("PRIVMSG", line.Command);
        Assert.Equal("ann!ann@host", line.Source);
        Assert.Equal(["#lobby", "hello : there"], line.Parameters);
        Assert.Equal(("a ;b", ""), (line.Tag("label"), line.Tag("+x")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("@a=b")]
    [InlineData(":source")]
    [InlineData(":source  ")]
    [InlineData("PRIV\u0007MSG x")]
    public void What_has_no_command_is_no_line(string text) => Assert.Null(IrcLine.Parse(text));

    [Fact]
    public void Nothing_that_somebody_wrote_makes_a_second_line()
    {
        var random = new Random(7);
        const string hostile = "\r\n\0 :@;=\\#aé😀";
        for (var i = 0; i < 5000; i++)
        {
            var line = IrcLine.Of("PRIVMSG", Text(), Text()) with { Source = Text(), Tags = [new("msgid", Text())] };
            var written = line.Write();

            Assert.Equal(-1, written.AsSpan().IndexOfAny("\r\n\0"));
            var read = IrcLine.Parse(written)!;
            Assert.Equal("PRIVMSG", read.Command);
            Assert.Equal(2, read.Parameters.Length);
            Assert.Equal(line.Parameters[1].Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' '), read.Parameters[1]);
            Assert.Equal(line.Tags[0].Value.Replace("\0", ""), read.Tag("msgid"));
        }

        string Text() => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => hostile.EnumerateRunes().ElementAt(random.Next(hostile.EnumerateRunes().Count()))));
    }

    [Fact]
    public void A_long_text_is_cut_at_bytes_and_never_within_a_character()
    {
        var random = new Random(8);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => (string[])["a", "é", "你", "😀", " "] is var all ? all[random.Next(5)] : ""));
            var most = random.Next(4, 40);
            var pieces = IrcText.Split(text, most).ToList();

            Assert.Equal(text, string.Concat(pieces));
            Assert.All(pieces, piece => Assert.InRange(Encoding.UTF8.GetByteCount(piece), 1, most));
            Assert.All(pieces, piece => Assert.Equal(piece, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece)))); // half a character would come back as another
        }
    }

    [Fact]
    public void Each_line_of_a_text_is_a_piece_of_its_own() => Assert.Equal(["a", "b", "c"], IrcText.Split("a\r\nb\n\nc\0", 400));
}
