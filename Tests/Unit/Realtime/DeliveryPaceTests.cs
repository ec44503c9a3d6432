using Parley.WebFrontend.Realtime;
using Xunit;

namespace Parley.Tests.Unit.Realtime;

[Trait("Scope", "S2")]
public sealed class DeliveryPaceTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(12, 0)] // shorter than a timer is worth
    [InlineData(20, 8)]
    [InlineData(60, 24)]
    [InlineData(100, 40)]
    [InlineData(100_000, 40)]
    public void The_more_read_the_longer_a_room_gathers_up_to_a_limit(int readers, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DeliveryPace.After(readers, 1, new RealtimeOptions()));

    [Theory]
    [InlineData(10, 1, 0)]
    [InlineData(10, 4, 16)]
    [InlineData(50, 2, 40)]
    [InlineData(50, 0, 20)] // an older silo does not say how many there are
    public void A_room_gathers_as_long_when_its_readers_are_spread_over_frontends(int readers, int frontends, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DeliveryPace.After(readers, frontends, new RealtimeOptions()));

    [Fact]
    public void Without_a_pace_nothing_waits() => Assert.Equal(TimeSpan.Zero, DeliveryPace.After(100_000, 1, new RealtimeOptions { PacePerReader = TimeSpan.Zero }));
}
