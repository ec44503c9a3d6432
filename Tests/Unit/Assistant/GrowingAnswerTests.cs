using Parley.Grains.Assistant;
using Parley.Rooms;
using Xunit;

namespace Parley.Tests.Unit.Assistant;

[Trait("Scope", "S25")]
public class GrowingAnswerTests
{
    [Fact]
    public void However_long_it_takes_it_is_shown_some_twenty_times_at_most()
    {
        var (growing, shown) = (new GrowingAnswer(new AssistantOptions()), 0);
        for (var ms = 0; ms < 120_000; ms += 50)
        {
            growing.Add("a");
            shown += growing.IsDue(TimeSpan.FromMilliseconds(ms)) ? 1 : 0;
        }

        Assert.InRange(shown, 10, 40);
    }

    [Fact]
    public void It_ends_where_it_may_be_no_longer_and_never_within_a_character()
    {
        var growing = new GrowingAnswer(new AssistantOptions { MaxAnswerCharacters = 100 });
        growing.Add(new string('a', 99));
        growing.Add("😀 and more");

        Assert.True(growing.IsFull);
        Assert.Equal(new string('a', 99) + " …", growing.Finished(isCut: false));
    }

    [Fact]
    public void The_oldest_messages_are_left_out_when_they_do_not_fit_and_the_question_never_is()
    {
        var before = Enumerable.Range(1, 50).Select(seq => new RoomMessage(seq, seq % 2 == 0 ? "bot" : "ann", default, seq, $"message {seq:000}"));
        var options = new AssistantOptions { MaxContextCharacters = 60, MaxContextMessages = 50 };

        var prompt = AssistantPrompt.Of(before, new RoomMessage(51, "ann", default, 51, "@assistant why?"), new Dictionary<string, string> { ["ann"] = "Ann" }, "bot", options);

        Assert.Equal(["system", "assistant", "user", "assistant", "user"], prompt.Select(message => message.Role.Value));
        Assert.Equal(["message 048", "Ann: message 049", "message 050", "Ann: @assistant why?"], prompt.Skip(1).Select(message => message.Text));
    }
}
