using Parley.Errors;
using Parley.Search;
using Parley.WebFrontend.Search;
using Xunit;

namespace Parley.Tests.Unit.Search;

[Trait("Scope", "P6")]
public sealed class SearchQueryTests
{
    [Fact]
    public void Words_phrases_beginnings_and_unwanted_ones()
    {
        var query = Parse("""  plan -draft "new road" rel* -"old road" “中文 词” - a-b http://x.org/y """);

        Assert.Equal(
            [
                ("plan", false, false), ("draft", true, false), ("new road", false, false), ("rel", false, true), ("old road", true, false), ("中文 词", false, false),
                ("-", false, false), ("a-b", false, false), ("http://x.org/y", false, false),
            ],
            query.Terms.Select(term => (term.Text, term.IsExcluded, term.IsPrefix)));
    }

    [Fact]
    public void Operators_in_any_case_and_with_excluded_names()
    {
        var query = Parse("From:@ann from：bob -from:carl in:#lobby IN:\"r1\" -in:den has:link -has:IMAGE fromage:x");

        Assert.Equal(["ann", "bob"], query.From);
        Assert.Equal(["carl"], query.NotFrom);
        Assert.Equal(["lobby", "r1"], query.In);
        Assert.Equal(["den"], query.NotIn);
        Assert.Equal((SearchParts.Link, SearchParts.Image), (query.Has, query.HasNot));
        Assert.Equal(["fromage:x"], query.Terms.Select(term => term.Text));
    }

    [Fact]
    public void Days_are_those_of_who_asks_and_are_themselves_neither_before_nor_after()
    {
        var query = SearchQuery.Parse("after:2026-01-30 before:2026-02-01 before:2027-01-01", TimeSpan.FromHours(8)).Value!;

        Assert.Equal(DateTimeOffset.Parse("2026-01-30T16:00:00Z", null), query.After);
        Assert.Equal(DateTimeOffset.Parse("2026-01-31T16:00:00Z", null), query.Before);
        Assert.Equal(DateTimeOffset.Parse("2026-01-31T12:30:00Z", null), Parse("before:2026-01-31T12:30:00Z").Before);
    }

    [Theory]
    [InlineData("from:")]
    [InlineData("in: lobby")]
    [InlineData("has:wings")]
    [InlineData("has:1")]
    [InlineData("has:none")]
    [InlineData("has:link,file")]
    [InlineData("before:yesterday")]
    [InlineData("before:0001-01-01")]
    [InlineData("after:9999-12-31")]
    [InlineData("after:2026-02-30")]
    [InlineData("-before:2026-01-01")]
    public void What_an_operator_does_not_take_is_refused_with_a_sentence(string text)
    {
        var answer = SearchQuery.Parse(text, TimeSpan.Zero);

        Assert.Equal(ErrorCatalog.Invalid, answer.Error?.Code);
        Assert.EndsWith(".", answer.Error!.Fields!["q"][0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\"open and never closed")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("-\"\"")]
    [InlineData("***")]
    [InlineData("from:\"")]
    [InlineData("\0\u0001")]
    [InlineData("\ud83d")]
    public void Anything_can_be_typed(string text) => _ = SearchQuery.Parse(text, TimeSpan.Zero);

    private static SearchQuery Parse(string text)
    {
        var answer = SearchQuery.Parse(text, TimeSpan.Zero);
        Assert.Null(answer.Error);
        return answer.Value!;
    }
}
