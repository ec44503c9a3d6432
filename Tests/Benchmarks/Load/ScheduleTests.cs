using Parley.Benchmarks.Load;
using Xunit;

namespace Parley.Tests.Benchmarks.Load;

public class ScheduleTests
{
    [Fact]
    public void Each_room_gets_its_rate_evenly_and_rooms_take_turns()
    {
        var schedule = new Schedule(Rooms: 4, Rate: 50, Frequency: 1_000_000);

        Assert.Equal(4 * 50 * 3, schedule.Count(TimeSpan.FromSeconds(3)));
        Assert.Equal([(0, 0L), (1, 0L), (2, 0L), (3, 0L), (0, 1L)], Enumerable.Range(0, 5).Select(message => schedule.Of(message)));
        Assert.Equal([0L, 5_000, 10_000, 15_000, 20_000], Enumerable.Range(0, 5).Select(message => schedule.At(message)));
    }

    [Fact]
    public void The_last_of_many_is_due_at_the_end() => Assert.InRange(new Schedule(10, 1000, 1_000_000_000).At(9_999_999), 999_999_000_000, 1_000_000_000_000);
}
