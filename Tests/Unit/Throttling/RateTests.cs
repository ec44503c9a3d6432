using Microsoft.Extensions.Options;
using Parley.WebFrontend.Throttling;
using Xunit;

namespace Parley.Tests.Unit.Throttling;

public class RateTests
{
    [Theory]
    [InlineData("20/min", 20, 60, 20)]
    [InlineData("10/s", 10, 1, 10)]
    [InlineData("20/s burst 60", 20, 1, 60)]
    [InlineData("1/h", 1, 3600, 1)]
    public void Is_read_as_it_is_written(string text, int permits, int seconds, int burst) =>
        Assert.Equal(new Rate(permits, TimeSpan.FromSeconds(seconds), burst), Rate.Parse(text));

    [Theory]
    [InlineData("off")]
    [InlineData("0")]
    public void Off_is_no_limit(string text) => Assert.True(Rate.Parse(text)!.IsOff);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("-1/s")]
    [InlineData("0/s")]
    [InlineData("20/day")]
    [InlineData("20/s burst 0")]
    [InlineData("20/s\n")]
    [InlineData("99999999/s")]
    public void Anything_else_is_no_rate(string? text) => Assert.Null(Rate.Parse(text));

    [Fact]
    public void A_burst_is_let_through_and_no_more()
    {
        using var throttle = new Throttle(Options.Create(new ThrottlingOptions { Send = "1/h burst 3" }));

        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(throttle.TryAcquire(ThrottleScopes.Send, "ann", out var _)));
        Assert.False(throttle.TryAcquire(ThrottleScopes.Send, "ann", out var retryAfter));
        Assert.InRange(retryAfter, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Assert.True(throttle.TryAcquire(ThrottleScopes.Send, "bob", out _));
    }
}
