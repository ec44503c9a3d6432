using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Rooms;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

public sealed class RoomTailTests
{
    [Fact]
    public void What_came_before_is_held_and_found_like_the_rest()
    {
        var tail = After(7, maxEvents: 10);
        tail.Append(Posted(8));

        tail.Prepend([Posted(5), Posted(6), Posted(7)]);

        Assert.True(tail.Covers(4));
        Assert.Equal([6, 7, 8], tail.After(5, 100, int.MaxValue).Select(e => e.Seq));
        Assert.Equal(6, tail.Find("ann", "c6")!.Seq);
        tail.Append(new MessageDeleted { Seq = 9, Sender = "ann", At = default, N = 8, Target = 6 });
        Assert.Null(((MessagePosted)tail.Find(6)!).Text);
    }

    [Theory]
    [InlineData(4, 100)] // as many events as fit
    [InlineData(100, 20)] // as much text as fits
    public void Of_what_came_before_the_newest_is_kept_that_fits(int maxEvents, int maxCharacters)
    {
        var tail = After(7, maxEvents, maxCharacters);
        tail.Append(Posted(8));

        tail.Prepend([.. Enumerable.Range(1, 7).Select(seq => Posted(seq))]);

        Assert.Equal(5, tail.FirstSeq);
        Assert.False(tail.Covers(3));
        Assert.Equal([5, 6, 7, 8], tail.After(4, 100, int.MaxValue).Select(e => e.Seq));
        tail.Append(Posted(9));
        Assert.Equal((6, 9), (tail.FirstSeq, tail.LastSeq));
    }

    private static RoomTail After(long seq, int maxEvents, int maxCharacters = 1000)
    {
        var tail = new RoomTail(maxEvents, maxCharacters);
        tail.Reset(seq);
        return tail;
    }

    /// <summary>Five characters.</summary>
    private static MessagePosted Posted(long seq) => new() { Seq = seq, Sender = "ann", ClientId = $"c{seq}", At = default, N = seq, Text = "hello" };
}
