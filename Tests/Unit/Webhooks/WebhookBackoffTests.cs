using Parley.Grains.Webhooks;
using Xunit;

namespace Parley.Tests.Unit.Webhooks;

public sealed class WebhookBackoffTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void A_receiver_that_is_away_is_tried_again_for_a_day_ever_more_rarely_and_then_given_up(double chance)
    {
        var (now, attempts) = (Start, 0);
        var last = TimeSpan.Zero;
        while (WebhookBackoff.Wait(++attempts, Start, now, new WebhookOptions(), chance) is { } wait)
        {
            Assert.True(wait >= last);
            (now, last) = (now + wait, wait);
        }

        Assert.InRange(now - Start, TimeSpan.FromDays(1), TimeSpan.FromHours(29));
        Assert.InRange(attempts, 10, 20);
    }
}
