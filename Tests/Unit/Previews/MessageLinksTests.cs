using CsCheck;
using Parley.Grains.Previews;
using Xunit;

namespace Parley.Tests.Unit.Previews;

[Trait("Scope", "P6")]
public sealed class MessageLinksTests
{
    [Theory]
    [InlineData("see https://example.org/a, or (http://example.org/b).", "https://example.org/a http://example.org/b")]
    [InlineData("[title](https://example.org/x_(y)) <https://example.org/z>", "https://example.org/x_(y) https://example.org/z")]
    [InlineData("HTTPS://Example.ORG/Path?q=1#part **https://example.org/bold**", "https://example.org/Path?q=1 https://example.org/bold")]
    [InlineData("https://example.org/a#1 https://example.org/a#2", "https://example.org/a")]
    [InlineData("看 https://example.org/猫。好", "https://example.org/%E7%8C%AB%E3%80%82%E5%A5%BD")]
    [InlineData("（https://example.org/）", "https://example.org/")]
    [InlineData("`https://example.org/code` and ``https://a.example/ ` ``", "")]
    [InlineData("```\nhttps://example.org/fence\n```\nhttps://example.org/after", "https://example.org/after")]
    [InlineData("~~~ text\nhttps://example.org/open fence", "")]
    [InlineData("an open `tick https://example.org/x", "https://example.org/x")]
    [InlineData("ftp://example.org xhttps://example.org javascript://example.org https:// ://", "")]
    [InlineData("\\https://example.org/escaped", "")]
    public void Links_are_found_as_they_are_shown_and_never_in_code(string text, string links) =>
        Assert.Equal(links, string.Join(' ', MessageLinks.Find(text, 10).Select(link => link.AbsoluteUri)));

    [Fact]
    public void No_more_are_found_than_may_be() =>
        Assert.Equal(["https://a.example/0", "https://a.example/1"], MessageLinks.Find(string.Join(' ', Enumerable.Range(0, 100).Select(i => $"https://a.example/{i}")), 2).Select(link => link.AbsoluteUri));

    [Fact]
    public void Whatever_the_text_it_is_read_to_its_end() => Gen.String[Gen.Char["hHtTpPsS:/.`~\\()[] \na1<>\"'"], 0, 200].Sample(text => MessageLinks.Find(text, 5).Count <= 5);

    [Theory]
    [InlineData("`")]
    [InlineData("`` ` ")]
    [InlineData("https://a")]
    [InlineData("((((://")]
    [InlineData("~~~\n")]
    public void A_hostile_text_is_read_at_once(string part) => Assert.True(MessageLinks.Find(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)), 3).Count <= 3);
}
