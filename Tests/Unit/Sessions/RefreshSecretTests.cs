using Parley.Grains.Sessions;
using Xunit;

namespace Parley.Tests.Unit.Sessions;

public class RefreshSecretTests
{
    private readonly RefreshSecret _first = RefreshSecret.New();

    [Fact]
    public void The_next_one_is_always_the_same_for_who_has_the_key_and_another_for_others()
    {
        var next = _first.Next(new byte[32], "s1").Reveal();

        Assert.Equal(next, _first.Next(new byte[32], "s1").Reveal());
        Assert.NotEqual(next, _first.Next([1, .. new byte[31]], "s1").Reveal());
        Assert.NotEqual(next, _first.Next(new byte[32], "s2").Reveal());
        Assert.NotEqual(next, _first.Reveal());
    }

    [Fact]
    public void What_is_revealed_is_read_again()
    {
        var read = RefreshSecret.Parse(_first.Reveal())!;

        Assert.Equal((_first.FamilyHash, _first.TurnHash), (read.FamilyHash, read.TurnHash));
        Assert.Equal(_first.FamilyHash, _first.Next(new byte[32], "s1").FamilyHash);
        Assert.DoesNotContain(_first.Reveal()[22..], _first.ToString(), StringComparison.Ordinal);
    }
}
