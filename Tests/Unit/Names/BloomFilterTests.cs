using CsCheck;
using Parley.Grains.Names;
using Xunit;

namespace Parley.Tests.Unit.Names;

[Trait("Scope", "S11")]
public class BloomFilterTests
{
    [Fact]
    public void What_was_added_is_never_denied() =>
        Gen.Select(Gen.String.Array[0, 300], Gen.Int[1, 100], Gen.Double[0.001, 0.5], Gen.Long).Sample((texts, capacity, errs, seed) =>
        {
            var filter = new BloomFilter(capacity, errs, seed); // also when it is too small for them
            Array.ForEach(texts, filter.Add);
            return texts.All(filter.MayContain);
        });

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(0.001)]
    public void It_errs_as_often_as_it_was_told(double errs)
    {
        var filter = new BloomFilter(20_000, errs, seed: 7);
        for (var i = 0; i < 20_000; i++)
        {
            filter.Add($"room-{i}");
        }

        var wrong = Enumerable.Range(0, 100_000).Count(i => filter.MayContain($"guess-{i}"));
        Assert.InRange(wrong / 100_000.0, 0, errs * 1.3);
    }

    [Fact]
    public void Names_may_come_from_all_sides_at_once()
    {
        var filter = new BloomFilter(10_000, 0.01, seed: 7);
        Parallel.For(0, 10_000, i => filter.Add($"room-{i}"));
        Assert.All(Enumerable.Range(0, 10_000), i => Assert.True(filter.MayContain($"room-{i}")));
    }
}
