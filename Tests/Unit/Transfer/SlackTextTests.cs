using Parley.Grains.Transfer.Foreign;
using Parley.Rooms;
using Xunit;

namespace Parley.Tests.Unit.Transfer;

public sealed class SlackTextTests
{
    private static readonly SlackText Text = new(new Dictionary<string, string> { ["U1"] = "ann" });

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d")]
    [InlineData("&amp;lt; is how &lt; is written", "&lt; is how < is written")]
    [InlineData("*bold* and _leaning_ and ~gone~", "**bold** and _leaning_ and ~~gone~~")]
    [InlineData("2*3*4 is not bold, nor is a * b * c", "2*3*4 is not bold, nor is a * b * c")]
    [InlineData("<https://example.org|the page> or <https://example.org>", "[the page](https://example.org) or https://example.org")]
    [InlineData("ask <@U1> in <#C1|harbour>", "ask @ann in #harbour")]
    [InlineData("<@U9|old name> left", "@old name left")]
    [InlineData("<!subteam^S1|@crew>: <!date^1700000000^{date}|14 November>", "@crew: 14 November")]
    [InlineData("`*code* &lt;b&gt;` and ```~a~\n<@U1>```", "`*code* <b>` and ```~a~\n<@U1>```")]
    public void Mrkdwn_becomes_Markdown(string slack, string expected) => Assert.Equal(expected, Text.Read(slack).Text);

    [Fact]
    public void Whom_a_text_mentions_is_known()
    {
        var (text, mentions, everybody) = Text.Read("<!here> <@U1>, and <!channel>");

        Assert.Equal("@here @ann, and @room", text);
        Assert.Equal(["U1"], mentions);
        Assert.Equal(MentionScope.Room, everybody);
    }
}
