using CsCheck;
using Parley.Throttling;
using Parley.WebFrontend.Throttling;
using Xunit;

namespace Parley.Tests.Unit.Throttling;

[Trait("Scope", "S17")]
public class RateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("20/min", 20, 60, 0)]
    [InlineData("10/s", 10, 1, 0)]
    [InlineData("20/s burst 60", 20, 1, 60)]
    [InlineData("1/h", 1, 3600, 0)]
    [InlineData("1000/day", 1000, 86400, 0)]
    public void Is_read_as_it_is_written(string text, int permits, int seconds, int burst) =>
        Assert.Equal(new RateTerms(permits, TimeSpan.FromSeconds(seconds), burst), Rate.Parse(text));

    [Theory]
    [InlineData("off")]
    [InlineData("0")]
    public void Off_is_no_limit(string text) => Assert.True(Rate.Parse(text)!.IsOff());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("-1/s")]
    [InlineData("0/s")]
    [InlineData("20/week")]
    [InlineData("20/s burst 0")]
    [InlineData("20/s\n")]
    [InlineData("99999999/s")]
    public void Anything_else_is_no_rate(string? text) => Assert.Null(Rate.Parse(text));

    [Fact]
    public void A_burst_is_let_through_and_comes_back_one_by_one()
    {
        var counter = new RateCounter(new RateTerms(1, TimeSpan.FromHours(1), 3));

        Assert.Equal(3, counter.Take(10, Start).Permits);
        Assert.Equal(new ThrottleLease(0, TimeSpan.FromHours(1)), counter.Take(1, Start));
        Assert.Equal(1, counter.Take(10, Start.AddHours(1)).Permits);
        Assert.Equal(3, counter.Take(10, Start.AddDays(1)).Permits);
    }

    /// <summary>The promise of <c>20/min</c>, whenever and however many are asked for.</summary>
    [Fact]
    public void In_no_period_is_more_let_through_than_the_rate_and_the_time_to_wait_is_true() =>
        Gen.Select(Gen.Int[1, 30], Gen.Select(Gen.Int[0, 20_000], Gen.Int[1, 8]).Array[1, 60]).Sample((permits, uses) =>
        {
            var period = TimeSpan.FromMinutes(1);
            var counter = new RateCounter(new RateTerms(permits, period, 0));
            var granted = new List<DateTimeOffset>();
            var now = Start;
            foreach (var (pause, wanted) in uses)
            {
                now += TimeSpan.FromMilliseconds(pause);
                var lease = counter.Take(wanted, now);
                granted.AddRange(Enumerable.Repeat(now, lease.Permits));
                Assert.True(lease.Permits > 0 || counter.Take(1, now + lease.RetryAfter).Permits == 1, "after the time to wait there is one");
                if (lease.Permits == 0)
                {
                    now += lease.RetryAfter;
                    granted.Add(now);
                }
            }

            Assert.All(granted, from => Assert.True(granted.Count(at => at >= from && at < from + period) <= permits));
        });
}
