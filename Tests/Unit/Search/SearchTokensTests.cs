using System.Text.RegularExpressions;
using CsCheck;
using Parley.Grains.Search;
using Parley.Search;
using Xunit;

namespace Parley.Tests.Unit.Search;

[Trait("Scope", "P6")]
public sealed partial class SearchTokensTests
{
    [Fact]
    public void Tokens_of_whatever_text_are_what_every_full_text_index_takes_as_one_word()
    {
        Gen.OneOf(Gen.String, Gen.Char['\u0000', '\uffff'].Array.Select(letters => new string(letters))).Sample(text =>
        {
            foreach (var token in SearchTokens.Of(text))
            {
                Assert.Matches(OneWord(), token.Text);
                Assert.True(token.Start >= 0 && token.HeadLength > 0 && token.HeadLength <= token.Length && token.Start + token.Length <= text.Length);
            }
        });
    }

    [Fact]
    public void Any_piece_of_a_chinese_text_finds_it()
    {
        var han = Gen.Char['一', '龥'].Array[1, 12].Select(letters => new string(letters));
        Gen.Select(han, Gen.Int[0, 11], Gen.Int[1, 12]).Sample((text, start, length) =>
        {
            start = Math.Min(start, text.Length - 1);
            var piece = text.Substring(start, Math.Min(length, text.Length - start));
            var phrase = SearchPhrase.Of(new SearchTerm(piece, false, false))!;
            Assert.Contains(text.IndexOf(piece, StringComparison.Ordinal), phrase.Find(SearchTokens.Of(text).ConvertAll(token => token.Text)));
        });
    }

    [Fact]
    public void A_long_word_is_shortened_and_still_told_from_others()
    {
        var (a, b) = (new string('a', 200) + "x", new string('a', 200) + "y");

        Assert.NotEqual(Assert.Single(SearchTokens.Of(a)).Text, Assert.Single(SearchTokens.Of(b)).Text);
        Assert.Single(SearchPhrase.Of(new SearchTerm(new string('a', 50), false, IsPrefix: true))!.Find([SearchTokens.Of(a)[0].Text]));
    }

    [Fact]
    public void A_text_of_any_length_costs_a_bounded_number_of_tokens() =>
        Assert.Equal(SearchTokens.MaxTokens, SearchTokens.Of(string.Concat(Enumerable.Repeat("a ", 500_000))).Count);

    [Theory]
    [InlineData("https://example.org", true)]
    [InlineData("see HTTP://[::1]/", true)]
    [InlineData("http:// nothing", false)]
    [InlineData("https://", false)]
    [InlineData("no link", false)]
    public void A_link_is_an_address_with_a_host(string text, bool hasLink) => Assert.Equal(hasLink, SearchDocument.PartsOf(text) == SearchParts.Link);

    [Fact]
    public void A_snippet_shows_the_first_find_and_cuts_no_character_in_two()
    {
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 400]).Sample((before, after) =>
        {
            var text = string.Concat(Enumerable.Repeat("😀", before)) + "find" + string.Concat(Enumerable.Repeat("😀", after));
            var snippet = SearchSnippets.Of(text, [new SearchHighlight(before * 2, 4)], 120);
            var shown = Assert.Single(snippet.Highlights);
            Assert.Equal("find", snippet.Text.Substring(shown.Start, shown.Length));
            Assert.True(snippet.Text.Length <= 121 && !char.IsLowSurrogate(snippet.Text[0]) && !char.IsHighSurrogate(snippet.Text[^1]));
        });
    }

    [Fact]
    public void To_note_a_room_that_was_written_in_puts_nothing_on_the_heap()
    {
        var rooms = new RoomsToIndex();
        var names = Enumerable.Range(0, 100).Select(i => $"room{i}").ToArray();
        Array.ForEach(names, rooms.Note);
        rooms.Take(100);
        Array.ForEach(names, rooms.Note); // everything has run once
        rooms.Take(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            rooms.Note(names[i % 100]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100, rooms.Take(1000).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("MS4wLjEuMS4xLjE")]
    [InlineData("MS45LjEuMS4xLjE")]
    [InlineData("Zm9v")]
    public void A_cursor_that_was_not_given_out_is_none(string text) => Assert.True(SearchCursor.Parse(text) is null or { Order: SearchOrder.Relevance, Id: 1 });

    [Fact]
    public void A_cursor_comes_back_as_it_was()
    {
        foreach (var cursor in new[] { SearchCursor.First(SearchOrder.Newest, 1_790_000_000_000), new SearchCursor(SearchOrder.Relevance, 5, 7, 1.0 / 3, 3) })
        {
            Assert.Equal(cursor, SearchCursor.Parse(cursor.ToString()));
        }
    }

    [GeneratedRegex("^[a-z0-9_]{3,80}$")]
    private static partial Regex OneWord();
}
