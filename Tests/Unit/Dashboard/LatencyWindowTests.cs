using Microsoft.Extensions.Time.Testing;
using Parley.Dashboard;
using Xunit;

namespace Parley.Tests.Unit.Dashboard;

public class LatencyWindowTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LatencyWindow _window;

    public LatencyWindowTests() => _window = new LatencyWindow(_clock);

    [Fact]
    public void Nothing_recorded_is_no_latency() => Assert.Null(_window.Read());

    [Theory]
    [InlineData(0.003)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(7.3)]
    [InlineData(950)]
    [InlineData(60_000)]
    public void A_value_comes_back_within_an_eighth(double milliseconds)
    {
        _window.Record(TimeSpan.FromMilliseconds(milliseconds));

        Assert.InRange(_window.Read()!.P50, milliseconds * 0.875, milliseconds * 1.125);
    }

    [Fact]
    public void What_is_out_of_range_counts_as_the_nearest()
    {
        _window.Record(TimeSpan.FromSeconds(-1));
        Assert.Equal(0, _window.Read()!.P99);

        _window.Record(TimeSpan.FromDays(1));
        Assert.InRange(_window.Read()!.P99, 60_000, double.MaxValue);
    }

    [Fact]
    public void Half_and_ninety_nine_of_a_hundred_lie_below_the_percentiles()
    {
        for (var i = 1; i <= 1000; i++)
        {
            _window.Record(TimeSpan.FromMilliseconds(i));
        }

        var read = _window.Read()!;
        Assert.InRange(read.P50, 500 * 0.875, 500 * 1.125);
        Assert.InRange(read.P99, 990 * 0.875, 990 * 1.125);
    }

    [Fact]
    public void Only_the_last_minute_counts()
    {
        _window.Record(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(50));
        _window.Record(TimeSpan.FromMilliseconds(1));
        Assert.InRange(_window.Read()!.P99, 1750, 2250);

        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.InRange(_window.Read()!.P99, 0.8, 1.2);

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(_window.Read());
    }

    [Fact]
    public async Task Nothing_is_lost_among_many_threads()
    {
        const int perThread = 50_000;
        var rate = new RateWindow(_clock);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < perThread; i++)
            {
                rate.Add(1);
            }
        })));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(4 * perThread / 5.0, rate.Read());
    }

    [Fact]
    public void A_rate_is_that_of_the_last_five_whole_seconds()
    {
        var rate = new RateWindow(_clock);
        rate.Add(100);
        Assert.Equal(0, rate.Read()); // the second is not over

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(20, rate.Read());

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(20, rate.Read());

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, rate.Read());
    }
}
