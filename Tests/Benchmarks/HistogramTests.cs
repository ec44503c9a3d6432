using Parley.Benchmarks;
using Xunit;

namespace Parley.Tests.Benchmarks;

public class HistogramTests
{
    [Theory]
    [InlineData(0.5, 500)]
    [InlineData(0.9, 900)]
    [InlineData(0.99, 990)]
    [InlineData(0.999, 999)]
    [InlineData(1, 1000)]
    public void A_quantile_is_right_within_a_sixteenth(double share, double milliseconds)
    {
        var histogram = new Histogram();
        for (var i = 1; i <= 1000; i++)
        {
            histogram.Record(TimeSpan.FromMilliseconds(i));
        }

        Assert.InRange(histogram.Quantile(share), milliseconds, milliseconds * 17 / 16);
    }

    [Fact]
    public void Two_together_are_as_one()
    {
        var (one, other) = (new Histogram(), new Histogram());
        one.Record(TimeSpan.FromMilliseconds(1));
        other.Record(TimeSpan.FromSeconds(10));
        one.Add(other);

        Assert.Equal(2, one.Count);
        Assert.InRange(one.Quantile(0.5), 1, 1.07);
        Assert.InRange(one.Quantile(1), 10_000, 10_700);
    }
}
