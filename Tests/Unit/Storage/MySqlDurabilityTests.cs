using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Unit.Storage;

public class MySqlDurabilityTests
{
    [Theory]
    [InlineData(1, 0, 0)] // without a binary log its setting does not matter
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 1)]
    public void A_commit_that_is_on_the_disk_is_not_warned_of(long flush, long binlog, long sync) =>
        Assert.Empty(new MySqlDurability(flush, binlog, sync).Weaknesses());

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(2, 0, 1, 1)]
    [InlineData(1, 1, 0, 1)]
    [InlineData(1, 1, 1000, 1)]
    [InlineData(2, 1, 0, 2)]
    public void What_could_be_lost_gets_a_sentence_each(long flush, long binlog, long sync, int sentences) =>
        Assert.Equal(sentences, new MySqlDurability(flush, binlog, sync).Weaknesses().Count());
}
