using CsCheck;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Realtime;

[Trait("Scope", "P4")]
public class RoomFanoutTests
{
    private const int Steps = 300;

    [Fact]
    public void Whatever_arrives_in_whatever_order_every_subscriber_sees_steps_of_one_and_nothing_beyond_its_removal()
    {
        var (passed, gaps) = (0L, 0L);
        Gen.Int.Sample(
            seed =>
            {
                var world = new FanoutSimulation(seed);
                world.Run(Steps);
                Interlocked.Add(ref passed, world.Passed);
                Interlocked.Add(ref gaps, world.Gaps);
                Assert.True(world.Fault is null, $"seed {seed}: {world.Fault}");
            },
            iter: 5_000,
            threads: 1);

        // A run in which nothing happened shows nothing.
        Assert.True(passed > 100_000, $"only {passed} events were passed on");
        Assert.True(gaps > 1_000, $"only {gaps} gaps");
    }
}
