using Parley.Rooms;
using Parley.WebFrontend.Rooms;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

public class MentionTextTests
{
    [Theory]
    [InlineData("@ann", "ann")]
    [InlineData("hi @ann, and @bob.", "ann bob")]
    [InlineData("(@ann) \"@bob\" @cat!", "ann bob cat")]
    [InlineData("@ann @ANN @Ann", "ann")]
    [InlineData("@王小明，你好", "王小明")]
    [InlineData("你好 @王小明", "王小明")]
    [InlineData("**@ann** _@bob_", "ann")]
    [InlineData("@ann.lee- @a_b-c.", "ann.lee a_b-c")]
    [InlineData("one\n@ann\ntwo", "ann")]
    [InlineData("mail@example.org ann@bob @@cat", "")]
    [InlineData("no \\@ann but \\\\@bob", "bob")]
    [InlineData("`@ann` and ``@bob ` @cat`` and @dan", "dan")]
    [InlineData("a lone ` and @ann", "ann")]
    [InlineData("`over\n@ann\nlines` @bob", "bob")]
    [InlineData("```\n@ann\n```\n@bob", "bob")]
    [InlineData("~~~ cs\n@ann\n```\n@bob\n~~~~\n@cat", "cat")]
    [InlineData("text @ann\n````\n@bob\n```\n@cat", "ann")]
    [InlineData("```not a fence``` @ann", "ann")]
    [InlineData("", "")]
    [InlineData("@", "")]
    [InlineData("@.", "")]
    public void Names_are_found_at_the_beginning_of_a_word_outside_of_code(string text, string names) =>
        Assert.Equal(names, string.Join(' ', MentionText.Find(text, 10).Names));

    [Theory]
    [InlineData("@room", MentionScope.Room)]
    [InlineData("@here and @room and @here", MentionScope.Room)]
    [InlineData("all @here!", MentionScope.Here)]
    [InlineData("`@room` @rooms @Here", MentionScope.None)]
    public void Everybody_is_meant_by_two_words(string text, MentionScope everybody) => Assert.Equal(everybody, MentionText.Find(text, 10).Everybody);

    [Fact]
    public void No_more_names_are_looked_at_than_may_be_mentioned()
    {
        var text = string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"@user{i}"));

        Assert.Equal(["user0", "user1", "user2"], MentionText.Find(text, 3).Names);
        Assert.Empty(MentionText.Find(text, 0).Names);
    }

    [Fact]
    public void A_text_without_the_sign_is_not_looked_into()
    {
        Assert.False(MentionText.MayMention(new SendMessage { Sender = "u", Text = "hello `code`" }));
        Assert.True(MentionText.MayMention(new EditMessage { Sender = "u", Target = 3, Text = "a@b" }));
        Assert.False(MentionText.MayMention(new DeleteMessage { Sender = "u", Target = 3 }));
        Assert.False(MentionText.MayMention(null));
    }
}
