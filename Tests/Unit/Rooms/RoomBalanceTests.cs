using CsCheck;
using Parley.Grains.Rooms;
using Xunit;

namespace Parley.Tests.Unit.Rooms;

[Trait("Scope", "P2")]
public class RoomBalanceTests
{
    [Fact]
    public void A_silo_that_is_new_gets_what_it_lacks() =>
        Assert.Equal([new RoomMove("new", 33)], RoomBalance.Decide(100, new Dictionary<string, int> { ["old"] = 100, ["new"] = 0 }, 0.1, 1000));

    [Fact]
    public void Small_differences_are_left_alone() =>
        Assert.Empty(RoomBalance.Decide(105, new Dictionary<string, int> { ["b"] = 95 }, 0.1, 1000));

    [Fact]
    public void A_silo_alone_moves_nothing() => Assert.Empty(RoomBalance.Decide(100, new Dictionary<string, int>(), 0.1, 1000));

    [Fact]
    public void No_more_moves_at_a_time_than_allowed() =>
        Assert.Equal([new RoomMove("b", 5), new RoomMove("c", 2)], RoomBalance.Decide(1000, new Dictionary<string, int> { ["b"] = 0, ["c"] = 300 }, 0.1, 7));

    [Fact]
    public void Silos_that_decide_at_the_same_time_overshoot_nobody_and_end_in_balance() =>
        Gen.Int[0, 500].Array[2, 8].Sample(counts =>
        {
            for (var round = 0; round < 60; round++)
            {
                var before = (int[])counts.Clone();
                var mean = before.Average();
                for (var silo = 0; silo < counts.Length; silo++)
                {
                    var others = Enumerable.Range(0, counts.Length).Where(i => i != silo).ToDictionary(i => $"{i}", i => before[i]);
                    foreach (var move in RoomBalance.Decide(before[silo], others, 0.1, 100))
                    {
                        counts[silo] -= move.Rooms;
                        counts[int.Parse(move.Silo, System.Globalization.CultureInfo.InvariantCulture)] += move.Rooms;
                    }
                }

                Assert.Equal(before.Sum(), counts.Sum());
                for (var silo = 0; silo < counts.Length; silo++)
                {
                    // Who gave did not fall below the mean; who took did not rise above it by more than rounding.
                    Assert.True(counts[silo] >= Math.Min(before[silo], Math.Floor(mean)), $"silo {silo} fell from {before[silo]} to {counts[silo]}, mean {mean}");
                    Assert.True(counts[silo] <= Math.Max(before[silo], mean + counts.Length), $"silo {silo} rose from {before[silo]} to {counts[silo]}, mean {mean}");
                }
            }

            Assert.All(counts, count => Assert.True(count <= (counts.Average() * 1.1) + 1, $"{count} of {counts.Average()} on average"));
        });
}
