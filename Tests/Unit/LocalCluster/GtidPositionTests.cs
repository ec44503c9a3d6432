using Parley.LocalCluster.Replication;
using Xunit;

namespace Parley.Tests.Unit.LocalCluster;

[Trait("Scope", "S22")]
public class GtidPositionTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("0-1-345", 345)]
    [InlineData("1-7-9, 0-2-346", 346)]
    public void A_server_is_as_far_as_its_last_transaction(string position, long number) => Assert.Equal(number, GtidPosition.Number(position));

    [Fact]
    public void What_is_no_position_is_not_taken_for_an_early_one() => Assert.Throws<FormatException>(() => GtidPosition.Number("0-1"));
}
