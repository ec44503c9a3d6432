using Parley.Grains.Storage;
using Xunit;

namespace Parley.Tests.Unit.Storage;

[Trait("Scope", "S13")]
public class LeaseDecisionTests
{
    private static readonly LeaseTerms Terms = new() { RetryAfter = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMinutes(1) };

    [Theory]
    [InlineData(0)] // given back, or never had
    [InlineData(999)]
    [InlineData(1000)] // a lease that ends now is over
    public void What_is_free_is_taken_at_its_fence(long until) =>
        Assert.Equal(new LeaseStep.Take(7), LeaseDecision.Next(new LeaseRow("other", until, 7, NowMs: 1000), Terms, TimeSpan.Zero));

    [Theory]
    [InlineData(1001, 1)]
    [InlineData(1500, 500)]
    [InlineData(90_000, 1000)]
    public void What_has_an_owner_is_waited_for_no_longer_than_its_lease(long until, int pauseMs) =>
        Assert.Equal(
            new LeaseStep.Wait(TimeSpan.FromMilliseconds(pauseMs)),
            LeaseDecision.Next(new LeaseRow("other", until, 7, NowMs: 1000), Terms, TimeSpan.FromSeconds(59)));

    [Fact]
    public void An_owner_who_keeps_it_is_named_in_the_end() =>
        Assert.Equal(new LeaseStep.GiveUp("other"), LeaseDecision.Next(new LeaseRow("other", 1001, 7, NowMs: 1000), Terms, TimeSpan.FromMinutes(1)));

    [Fact]
    public void What_is_free_is_taken_however_long_it_has_taken() =>
        Assert.Equal(new LeaseStep.Take(7), LeaseDecision.Next(new LeaseRow("other", 1000, 7, NowMs: 1000), Terms, TimeSpan.FromHours(1)));
}
