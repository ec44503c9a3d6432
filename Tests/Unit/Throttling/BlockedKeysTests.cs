using Parley.Grains.Throttling;
using Parley.Tests.Support;
using Parley.Throttling;
using Xunit;

namespace Parley.Tests.Unit.Throttling;

[Trait("Scope", "S17")]
public class BlockedKeysTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Who_is_refused_is_named_until_the_time_has_passed_or_it_is_lifted()
    {
        var blocked = new BlockedKeys(_clock);
        var now = _clock.GetUtcNow();
        blocked.Note("send", "u1", now + TimeSpan.FromSeconds(30));
        blocked.Note("sign-in", "192.0.2.1", now + TimeSpan.FromMinutes(10));
        blocked.Note("send", "u2", now + TimeSpan.FromMinutes(5));

        Assert.Equal(["192.0.2.1", "u2", "u1"], blocked.Current.Select(one => one.Key));
        blocked.Forget("send", "u2");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["192.0.2.1"], blocked.Current.Select(one => one.Key));
    }

    [Fact]
    public void However_many_are_refused_no_more_than_a_bounded_number_is_remembered()
    {
        var blocked = new BlockedKeys(_clock);
        var now = _clock.GetUtcNow();
        for (var i = 0; i < 20_000; i++)
        {
            blocked.Note("connect", $"{i}", now + TimeSpan.FromSeconds(i < 10_000 ? 10 : 1000));
        }

        Assert.Equal(1000, blocked.Current.Length);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(blocked.Current); // the second ten thousand came when it was full
        blocked.Note("connect", "late", _clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        Assert.Equal("late", Assert.Single(blocked.Current).Key);
    }

    [Fact]
    public void An_account_is_blocked_until_the_longest_wait_is_over_and_not_after_a_reset()
    {
        var guard = new SignInGuard(new SignInGuardOptions { FreeGuesses = 1 }, []);
        var (place, now) = (new SignInPlace("192.0.2.1", null), _clock.GetUtcNow());
        guard.Admit(place, now);
        Assert.Null(guard.BlockedUntil(now));
        guard.Admit(place, now);
        Assert.Equal(now + TimeSpan.FromSeconds(1), guard.BlockedUntil(now));
        guard.Reset();
        Assert.Null(guard.BlockedUntil(now));
        Assert.Equal(TimeSpan.Zero, guard.Admit(place, now));
    }
}
