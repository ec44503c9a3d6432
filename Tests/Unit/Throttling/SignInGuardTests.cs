using Parley.Grains.Throttling;
using Parley.Throttling;
using Xunit;

namespace Parley.Tests.Unit.Throttling;

[Trait("Scope", "S17")]
public class SignInGuardTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SignInPlace Home = new("198.51.100.7", "device-of-the-owner");

    [Fact]
    public void Ten_thousand_guesses_from_as_many_addresses_get_few_through_and_do_not_keep_the_owner_out()
    {
        var guard = new SignInGuard(new SignInGuardOptions(), []);
        Assert.Equal(TimeSpan.Zero, guard.Admit(Home, Start));
        guard.Succeeded(Home);

        // For an hour, nearly three guesses a second.
        var through = 0;
        var ownerWaited = TimeSpan.Zero;
        for (var guess = 0; guess < 10_000; guess++)
        {
            var now = Start + TimeSpan.FromMilliseconds(360 * guess);
            through += guard.Admit(new SignInPlace($"10.{guess / 256 / 256}.{guess / 256 % 256}.{guess % 256}", null), now) == TimeSpan.Zero ? 1 : 0;
            if (guess % 100 == 0)
            {
                // The owner signs in again and again, on the known device, at whatever address, and at home without it.
                var place = guess % 200 == 0 ? Home with { Address = "203.0.113.99" } : Home with { Device = null };
                ownerWaited += guard.Admit(place, now);
            }
        }

        Assert.InRange(through, 5, 20);
        Assert.True(ownerWaited < TimeSpan.FromHours(1), $"{ownerWaited}");
    }

    [Fact]
    public void The_owner_never_waits_when_the_password_is_right()
    {
        var guard = new SignInGuard(new SignInGuardOptions(), []);
        guard.Succeeded(Home);
        for (var i = 0; i < 1000; i++)
        {
            _ = guard.Admit(new SignInPlace($"10.0.{i / 256}.{i % 256}", null), Start.AddSeconds(i));
            Assert.Equal(TimeSpan.Zero, guard.Admit(Home with { Address = $"192.0.2.{i % 200}" }, Start.AddSeconds(i)));
            guard.Succeeded(Home with { Address = "192.0.2.1" });
            guard.Succeeded(Home);
        }
    }

    [Fact]
    public void Waits_double_up_to_the_longest_and_are_forgotten()
    {
        var options = new SignInGuardOptions { FreeGuesses = 1, FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(5), MaxKnownDelay = TimeSpan.FromSeconds(5) };
        var guard = new SignInGuard(options, []);
        var place = new SignInPlace("10.0.0.1", null);
        var now = Start;
        Assert.Equal(TimeSpan.Zero, guard.Admit(place, now));
        foreach (var expected in (int[])[1, 2, 4, 5, 5])
        {
            Assert.Equal(TimeSpan.Zero, guard.Admit(place, now));
            Assert.Equal(TimeSpan.FromSeconds(expected), guard.Admit(place, now));
            now += TimeSpan.FromSeconds(expected);
        }

        now += options.Forget + TimeSpan.FromSeconds(1);
        Assert.Equal(TimeSpan.Zero, guard.Admit(place, now));
        Assert.Equal(TimeSpan.Zero, guard.Admit(place, now));
    }

    [Fact]
    public void A_stolen_device_cookie_is_slowed_down_as_well_and_what_is_known_is_bounded()
    {
        var guard = new SignInGuard(new SignInGuardOptions(), []);
        guard.Succeeded(Home);
        var through = Enumerable.Range(0, 3600).Count(second => guard.Admit(Home, Start.AddSeconds(second)) == TimeSpan.Zero);
        Assert.InRange(through, 10, 80);

        for (var i = 0; i < 1000; i++)
        {
            guard.Succeeded(new SignInPlace($"10.1.{i / 256}.{i % 256}", null));
        }

        Assert.Equal(32, guard.Known.Count);
        Assert.DoesNotContain(guard.Known, mark => mark.Contains("10.1", StringComparison.Ordinal));
    }
}
