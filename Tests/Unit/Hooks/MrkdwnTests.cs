using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Parley.WebFrontend.Hooks;
using Parley.WebFrontend.Hooks.Formats;
using Xunit;

namespace Parley.Tests.Unit.Hooks;

[Trait("Scope", "S18")]
public sealed partial class MrkdwnTests
{
    private static readonly Dictionary<string, string> Nobody = [];

    private static readonly string[] Pieces =
    [
        "*", "_", "~", "`", "```", "<", ">", "|", "&lt;", "&gt;", "&amp;", "<@", "<!here>", "<http://a.example|b>", "<javascript:alert(1)|x>", "<data:text/html,x>", "](", "[", ")", "\n", " ", "\\", "@ann",
        "\ud800", "\0", "\u202e", "ä", "🙂", "a", "word",
    ];

    /// <summary>Pieces that mean something, and others, put together at random.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1].Select(piece => Pieces[piece]),
        Gen.String[0, 6]).Array[0, 40].Select(string.Concat);

    [Theory]
    [InlineData("*bold* _italic_ ~struck~ `co*de*`", "**bold** _italic_ ~~struck~~ `co*de*`")]
    [InlineData("*_both_*, *a* and *b*", "**_both_**, **a** and **b**")]
    [InlineData("**as in markdown** and **open", "**as in markdown** and **open")]
    [InlineData("2 * 3 * 4, snake_case_name, a*b*c, * no *", "2 * 3 * 4, snake_case_name, a*b*c, * no *")]
    [InlineData("*open\nclosed*", "*open\nclosed*")]
    [InlineData("<https://a.example/x?y=1&amp;z=2|a label>", "[a label](https://a.example/x?y=1&z=2)")]
    [InlineData("<https://a.example>", "https://a.example")]
    [InlineData("*<https://a.example/a_b*c|a>* b*", "**[a](https://a.example/a_b%2Ac)** b*")]
    [InlineData("<https://a.example/(x) y|[l]>", "[(l)](https://a.example/%28x%29%20y)")]
    [InlineData("<mailto:ann@a.example|ann>", "[ann](mailto:ann@a.example)")]
    [InlineData("<javascript:alert(1)|click>", "click")]
    [InlineData("a &lt;b&gt; &amp;lt; a < b > c", "a <b> &lt; a < b > c")]
    [InlineData("<std::vector>", "<std::vector>")]
    [InlineData("<#C1|general> <!subteam^S1|@team> <!date^1^{date}|today> <!everyone>", "#general @team today @room")]
    [InlineData("see ```a &lt; b\nc``` there", "see \n```\na < b\nc\n```\n there")]
    [InlineData("[a](http://evil.example)", "[a] (http://evil.example)")]
    [InlineData("```open", "` ` `open")]
    [InlineData("four ````and [a](&gt;b)`", "four ` ` ``and [a] (>b)`")]
    public void Marks_are_those_of_markdown(string mrkdwn, string markdown) => Assert.Equal(markdown, new Mrkdwn(Nobody).Convert(mrkdwn));

    [Fact]
    public void Whatever_comes_in_what_comes_out_is_a_text_whose_links_lead_to_pages_alone() => Texts.Sample(text =>
    {
        foreach (var markdown in new[] { new Mrkdwn(Nobody).Convert(text), new Mrkdwn(Nobody).Plain(text), MarkdownText.Link(text, text), MarkdownText.Bold(text) })
        {
            Assert.DoesNotContain(markdown, letter => char.IsControl(letter) && letter is not ('\n' or '\t'));
            Assert.DoesNotContain(markdown.EnumerateRunes().Zip(markdown.EnumerateRunes().Skip(1)), pair => pair.First.Value is >= 0xD800 and <= 0xDFFF);
            Assert.All(Links().Matches(Blocks().Replace(markdown, "")), link => Assert.Matches("^(?:https?://|mailto:)", link.Groups[1].Value));
        }
    });

    [Fact]
    public void Words_without_marks_stay_as_they_are() => Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Const(' '), Gen.Const('.')), 0, 200].Sample(text => text == new Mrkdwn(Nobody).Convert(text));

    [Fact]
    public void Whatever_json_comes_in_is_read_or_refused() => Gen.Select(Texts, Texts, Gen.Int[0, 7]).Sample((a, b, form) =>
    {
        var (one, other) = (JsonSerializer.Serialize(a), JsonSerializer.Serialize(b));
        var odd = Places().Replace("""{"text":ONE,"content":ONE,"object_kind":"push","ref":OTHER,"username":OTHER,"thread_ts":OTHER,"action":"opened","repository":{"full_name":ONE,"html_url":OTHER},"project":ONE,"issue":{"title":ONE,"body":OTHER},"alerts":[{"labels":{ONE:OTHER}},ONE],"commits":[ONE,{"id":ONE,"message":OTHER}],"embeds":[ONE,{"title":ONE,"fields":[{"name":OTHER}]}],"attachments":[ONE,{"title":ONE,"text":OTHER,"fields":[ONE,{"title":ONE,"value":OTHER,"short":true}],"ts":ONE,"color":OTHER,"mrkdwn_in":[ONE]}],"blocks":[ONE,{"type":"section","text":OTHER},{"type":"section","text":{"type":"mrkdwn","text":OTHER}}]}""",
            place => place.Value == "ONE" ? one : other);
        using var document = JsonDocument.Parse(odd);
        var json = document.RootElement;
        var reading = form switch
        {
            0 => GitHubFormat.Read("issues", json), 1 => GitHubFormat.Read("push", json), 2 => GitHubFormat.Read(a, json), 3 => GitLabFormat.Read(json),
            4 => AlertmanagerFormat.Read(json), 5 => DiscordFormat.Read(json, "x"), _ => SlackFormat.Read(json, "x", Nobody),
        };
        Assert.InRange(MarkdownText.Cut(reading.Post?.Text ?? "", 300).Length, 0, 300);
    });

    [Theory]
    [InlineData("*a ")]
    [InlineData("<")]
    [InlineData("`")]
    [InlineData("*_~a ")]
    [InlineData("```")]
    [InlineData("<@a|")]
    [InlineData("*a*_b_~")]
    [InlineData("**a ")]
    public void A_hostile_text_takes_no_longer_than_any_other(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1024 * 1024 / piece.Length));
        var started = Stopwatch.GetTimestamp();

        _ = new Mrkdwn(Nobody).Convert(text);

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_text_that_is_too_long_is_cut_with_a_note_and_its_code_is_closed()
    {
        var cut = MarkdownText.Cut("```\n" + new string('x', 500), 200);

        Assert.InRange(cut.Length, 100, 200);
        Assert.EndsWith("\n```\n\n_Cut: the whole had 504 characters._", cut, StringComparison.Ordinal);
        Assert.False(char.IsHighSurrogate(MarkdownText.Cut(string.Concat(Enumerable.Repeat("🙂", 100)), 75)[..32][^1]));
        Assert.Equal("short", MarkdownText.Cut("short", 200));
    }

    [GeneratedRegex(@"\[[^\]\n]{1,1000}\]\(([^\s()]{1,2000})\)")]
    private static partial Regex Links();

    [GeneratedRegex("ONE|OTHER")]
    private static partial Regex Places();

    [GeneratedRegex(@"^```\n.*?\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
