using Parley.Grains.Sessions;
using Parley.Sessions;
using Xunit;

namespace Parley.Tests.Unit.Sessions;

[Trait("Scope", "S5")]
public class TokenKeyRingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenKeyPair[] Pairs = [.. Enumerable.Range(0, 3).Select(_ => TokenKeyPair.New(TokenAlgorithms.Es256))];
    private readonly TokenKeyEntry _first = new(Pairs[0], Noon.AddYears(-1)) { SignsFrom = DateTimeOffset.UnixEpoch };
    private readonly TokenKeyEntry _second = new(Pairs[1], Noon.AddMinutes(-15));

    [Fact]
    public void A_new_key_is_known_before_it_signs_and_the_old_one_counts_until_its_last_token_has_run_out()
    {
        var published = new TokenKeyRing([_first, _second]);
        var next = _second with { SignsFrom = Noon };
        var scheduled = new TokenKeyRing([_first, next]);

        Assert.Equal((TokenKeyState.Signing, TokenKeyState.Published), States(published, _first, _second, Noon));
        Assert.Equal((TokenKeyState.Signing, TokenKeyState.Published), States(scheduled, _first, next, Noon.AddTicks(-1)));
        Assert.Equal((TokenKeyState.Verifying, TokenKeyState.Signing), States(scheduled, _first, next, Noon));
        Assert.Equal((TokenKeyState.Verifying, TokenKeyState.Signing), States(scheduled, _first, next, Noon.AddMinutes(10.9)));
        Assert.Equal((TokenKeyState.Retired, TokenKeyState.Signing), States(scheduled, _first, next, Noon.AddMinutes(11)));
        Assert.Equal([next], scheduled.Known(Noon.AddMinutes(11)));
        Assert.Null(scheduled.VerifiesUntil(next));
    }

    [Fact]
    public void A_token_that_was_issued_for_a_day_keeps_its_key_for_a_day()
    {
        var first = _first with { TokensUntil = Noon.AddDays(1) };
        var ring = new TokenKeyRing([first, _second with { SignsFrom = Noon }]);

        Assert.Equal(TokenKeyState.Verifying, ring.StateOf(first, Noon.AddDays(1)));
        Assert.Equal(TokenKeyState.Retired, ring.StateOf(first, Noon.AddDays(1).AddMinutes(1)));
    }

    [Fact]
    public void A_key_that_was_taken_out_of_use_counts_no_more()
    {
        var stolen = _first with { RetiredAt = Noon };
        var next = _second with { SignsFrom = Noon };
        var ring = new TokenKeyRing([stolen, next]);

        Assert.Equal((TokenKeyState.Retired, TokenKeyState.Signing), States(ring, stolen, next, Noon));
        Assert.Equal(next, ring.Signing(Noon.AddMinutes(-1))); // a silo whose clock is behind
    }

    [Fact]
    public void Two_keys_of_the_same_moment_have_the_same_order_everywhere()
    {
        var a = _second with { SignsFrom = Noon };
        var b = new TokenKeyEntry(Pairs[2], Noon) { SignsFrom = Noon };

        Assert.Same(new TokenKeyRing([a, b]).Signing(Noon), new TokenKeyRing([b, a]).Signing(Noon));
    }

    private static (TokenKeyState, TokenKeyState) States(TokenKeyRing ring, TokenKeyEntry first, TokenKeyEntry second, DateTimeOffset now) =>
        (ring.StateOf(first, now), ring.StateOf(second, now));
}
