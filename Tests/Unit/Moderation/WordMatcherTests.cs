using CsCheck;
using Parley.Grains.Moderation;
using Parley.Moderation;
using Xunit;

namespace Parley.Tests.Unit.Moderation;

/// <summary>Words are found however they are spelt, and never in another word.</summary>
public class WordMatcherTests
{
    [Theory]
    [InlineData("bad", "so bad!", true)]
    [InlineData("bad", "badge", false)]
    [InlineData("bad", "abad", false)]
    [InlineData("bad*", "badge", true)]
    [InlineData("bad*", "abadge", false)]
    [InlineData("bad", "BAD", true)]
    [InlineData("bad", "ｂａｄ", true)]
    [InlineData("bad", "bäd", true)]
    [InlineData("bäd", "bad", true)]
    [InlineData("bad", "b\u200Ba\u00ADd", true)]
    [InlineData("bad", "bаd", true)] // with a Cyrillic letter
    [InlineData("pot", "рот", false)] // a Russian word
    [InlineData("bad", "bad_word", true)]
    [InlineData("bad word", "a bad\n  word.", true)]
    [InlineData("bad word", "bad, word", false)]
    [InlineData("坏蛋", "他是坏蛋吗", true)]
    [InlineData("坏", "坏蛋", true)]
    [InlineData("แย่", "มันแย่มาก", true)]
    [InlineData("나쁜", "나쁜놈", true)]
    [InlineData("straße", "STRASSE", false)] // as search has it
    [InlineData("🍆", "look 🍆🍆", true)]
    [InlineData("x y", "x", false)]
    public void A_word_is_found_in_any_spelling_and_as_a_whole(string rule, string text, bool isFound) =>
        Assert.Equal(isFound, WordMatcher.Of([new WordRule(rule, WordAction.Refuse)]).Find(text) is not null);

    [Theory]
    [InlineData("so bad, bäd and badge", "so •••, ••• and badge")]
    [InlineData("ba\u0301d!", "••••!")] // the accent goes with its letter
    [InlineData("a **b\u200Bad** b", "a **••••** b")]
    [InlineData("ugly\nthing", "••••\n•••••")]
    [InlineData("坏蛋", "•蛋")]
    [InlineData("a wickedness", "a ••••••••••")]
    public void What_is_masked_is_unreadable_and_the_rest_is_as_it_was(string text, string masked) =>
        Assert.Equal(masked, WordMatcher.Of([new("bad", WordAction.Mask), new("ugly thing", WordAction.Mask), new("坏", WordAction.Mask), new("wick*", WordAction.Mask)]).Find(text)!.Text);

    [Fact]
    public void The_severest_rule_counts()
    {
        var words = WordMatcher.Of([new("one", WordAction.Mask), new("two", WordAction.Hold), new("three", WordAction.Refuse)]);

        Assert.Equal(WordAction.Mask, words.Find("one")!.Action);
        Assert.Equal(WordAction.Hold, words.Find("one two")!.Action);
        Assert.Equal(WordAction.Refuse, words.Find("two one three")!.Action);
        Assert.Null(words.Find("none"));
        Assert.DoesNotContain("one", words.Find("one")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_written_a_masked_text_has_no_rule_left_in_it_and_keeps_its_spaces() =>
        Gen.Select(OneOf("a", "B", "ä", " ", "\n", "坏", "\u0301", "\u200B", "🍆", "x", "-").Array[0, 30], OneOf("a", "ab*", "a b", "坏", "b x", "🍆").Array[1, 3]).Sample((letters, rules) =>
        {
            var text = string.Concat(letters);
            var words = WordMatcher.Of(rules.Select(rule => new WordRule(rule, WordAction.Mask)));
            var masked = words.Find(text)?.Text ?? text;
            return words.Find(masked) is null && masked.Count(char.IsWhiteSpace) == text.Count(char.IsWhiteSpace);
        });

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
