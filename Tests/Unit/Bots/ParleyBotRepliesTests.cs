using Parley.Grains.Bots;
using Xunit;

namespace Parley.Tests.Unit.Bots;

public class ParleyBotRepliesTests
{
    [Theory]
    [InlineData("@parley help", true)]
    [InlineData("hello @Parley, how are you", true)]
    [InlineData("@parleyvous", false)]
    [InlineData("me@parley.example", false)]
    [InlineData("parley help", false)]
    public void Answers_only_where_it_is_mentioned(string text, bool mentioned) => Assert.Equal(mentioned, ParleyBotReplies.IsMentioned(text));

    [Fact]
    public void Knows_its_commands_and_repeats_the_rest()
    {
        Assert.Equal("pong", ParleyBotReplies.Answer("@parley ping", 7));
        Assert.Contains("number 7 ", ParleyBotReplies.Answer("@parley number?", 7), StringComparison.Ordinal);
        Assert.Equal("You said: 你好", ParleyBotReplies.Answer("@parley 你好", 7));
        Assert.Equal("You said: well, and you?", ParleyBotReplies.Answer("well @parley, and you?", 7));
        Assert.True(ParleyBotReplies.Answer("@parley " + new string('x', 5000), 7).Length < 300);
        Assert.False(ParleyBotReplies.IsMentioned(ParleyBotReplies.Answer("@parley say parley", 7)));
    }
}
