using System.Text;
using CsCheck;
using Parley.Grains.Previews;
using Xunit;

namespace Parley.Tests.Unit.Previews;

[Trait("Scope", "P6")]
public sealed class HtmlHeadTests
{
    [Fact]
    public void A_page_is_taken_at_its_tags()
    {
        var tags = HtmlHead.Read("""
            <!doctype html><html lang=en><HEAD><!-- <title>no</title> --><meta charset=utf-8>
            <META Property="og:title" CONTENT='Tea &amp; caf&eacute; > coffee' ><meta name=description content=short><meta content="before" property="og:site_name"/>
            <title>A <b>title</b> &lt;</title><title>second</title><script>var a = '<meta property="og:image" content="evil">'</script>
            <meta property="og:image" content="/a.png"><meta property=og:image content=/b.png></head>
            """);

        Assert.Equal("A <b>title</b> <", tags.Title);
        Assert.Equal("Tea & café > coffee|short|before|/a.png", string.Join('|', tags.First("og:title"), tags.First("none", "description"), tags.First("og:site_name"), tags.First("og:image")));
        Assert.Null(tags.First("og:nothing"));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<!--")]
    [InlineData("--!")]
    [InlineData("<!----!>")]
    [InlineData("<a b='")]
    [InlineData("<a ")]
    [InlineData("<a b=c ")]
    [InlineData("<title>")]
    [InlineData("</titl")]
    [InlineData("<script><!--")]
    [InlineData("&amp")]
    [InlineData("<meta name=a content=")]
    [InlineData("<![CDATA[")]
    [InlineData("<")]
    public void T18_A_page_that_is_deep_or_long_in_any_way_is_read_at_once(string part)
    {
        foreach (var begin in new[] { "", "<!--", "<title>", "<meta ", "<meta name=\"" })
        {
            Assert.True(HtmlHead.Read(begin + string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length))).Meta.Count <= 200);
        }
    }

    [Fact]
    public void T18_Whatever_comes_it_is_read_to_its_end() =>
        Gen.String[Gen.Char["<>!-/='\" \nmetatitlescriptcontent&;a"], 0, 300].Sample(html => HtmlHead.Read(html).Meta.Count <= 200);

    [Theory]
    [InlineData("a \n\t b\u0000", "a b")]
    [InlineData("a\u202Eb\u2066c\u200Bd", "abcd")]
    [InlineData("  \u3000 ", null)]
    [InlineData("Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301algo", "Źalgo")]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyz", "0123456789abcdefghi…")]
    public void What_a_stranger_says_is_one_line_that_hides_nothing(string text, string? line) => Assert.Equal(line, PageText.Line(text, 20));

    [Fact]
    public void Pages_are_read_in_the_characters_that_they_are_written_in()
    {
        var chinese = CodePagesEncodingProvider.Instance.GetEncoding("gb2312")!.GetBytes("<meta charset=\"gb2312\"><title>性能</title>");

        Assert.Contains("性能", PageText.Decode(chinese, null), StringComparison.Ordinal);
        Assert.Contains("性能", PageText.Decode(chinese, "GB2312"), StringComparison.Ordinal);
        Assert.Equal("é", PageText.Decode([0xe9], "iso-8859-1"));
        Assert.Equal("é", PageText.Decode([0xef, 0xbb, 0xbf, 0xc3, 0xa9], "iso-8859-1")); // the mark decides
        Assert.Equal("é", PageText.Decode([0xc3, 0xa9], "no-such-thing"));
        Assert.Equal("\ufffdx", PageText.Line("\ud800x", 20));
    }
}
