using Parley.Benchmarks.Load;
using Parley.Benchmarks.Peers;
using Xunit;

namespace Parley.Tests.Benchmarks.Load;

public class LineTests
{
    [Theory]
    [InlineData("lost", new[] { 1, 3 }, "something is missing")]
    [InlineData("lost at the beginning", new[] { 2 }, "something is missing")]
    [InlineData("doubled", new[] { 1, 2, 2 }, "again or too late")]
    [InlineData("disordered", new[] { 1, 3, 2 }, "something is missing")]
    [InlineData("an old one", new[] { 1, 2, 1 }, "again or too late")]
    public void What_is_lost_doubled_or_disordered_is_told(string what, int[] numbers, string told)
    {
        var line = new Line(room: 7, members: 2);

        var faults = numbers.Select(number => line.Take(new LoadText(0, 7, 1, number), 0)).OfType<string>().ToList();

        Assert.True(faults.Count > 0, what);
        Assert.Contains(told, faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Senders_are_counted_apart_and_may_come_in_any_order_among_each_other()
    {
        var line = new Line(room: 7, members: 2);

        (int Sender, int Number)[] came = [(1, 1), (1, 2), (0, 1), (1, 3), (0, 2)];

        Assert.All(came, one => Assert.Null(line.Take(new LoadText(0, 7, one.Sender, one.Number), 0)));
        Assert.Equal((2, 3), (line.LastOf(0), line.LastOf(1)));
    }

    [Theory]
    [InlineData(10, 11, true)]
    [InlineData(10, 12, false)]
    [InlineData(10, 10, false)]
    [InlineData(10, 9, false)]
    public void The_servers_own_numbers_have_no_hole(long first, long second, bool isRight)
    {
        var line = new Line(room: 7, members: 1);
        line.Take(new LoadText(0, 7, 0, 1), first);

        Assert.Equal(isRight, line.Take(new LoadText(0, 7, 0, 2), second) is null);
    }

    [Fact]
    public void What_was_sent_and_never_came_is_missing()
    {
        var line = new Line(room: 7, members: 2);
        line.Take(new LoadText(0, 7, 1, 1), 0);

        Assert.Null(line.Missing([0, 1]));
        Assert.Contains("of member 1 2 messages were sent and 1 came", line.Missing([0, 2]), StringComparison.Ordinal);
    }
}
