using System.Collections.Immutable;
using System.Globalization;
using Parley.Silo.Cluster;
using Xunit;

namespace Parley.Tests.Unit.Cluster;

[Trait("Scope", "P3")]
public class MembershipVerdictTests
{
    private const string Me = "S127.0.0.1:1:5";

    private static readonly MembershipCopy Known = Copy(7, Me, "S127.0.0.1:2:5");

    [Fact]
    public void A_table_that_is_gone_is_lost() => Assert.Equal(MembershipVerdict.Lost, MembershipVerdicts.Judge(Known, MembershipCopy.None, Me));

    [Fact]
    public void An_older_table_is_lost_even_if_it_has_this_silo() => Assert.Equal(MembershipVerdict.Lost, MembershipVerdicts.Judge(Known, Copy(6, Me), Me));

    [Fact]
    public void A_newer_table_without_this_silo_is_anothers() => Assert.Equal(MembershipVerdict.WithoutMe, MembershipVerdicts.Judge(Known, Copy(8, "S127.0.0.1:9:9"), Me));

    [Fact]
    public void The_same_or_a_newer_table_with_this_silo_is_sound() =>
        Assert.All([Known, Copy(8, Me)], seen => Assert.Equal(MembershipVerdict.Sound, MembershipVerdicts.Judge(Known, seen, Me)));

    [Fact]
    public void Before_this_silo_has_joined_any_table_is_sound() =>
        Assert.All([MembershipCopy.None, Copy(8, "S127.0.0.1:9:9")], seen => Assert.Equal(MembershipVerdict.Sound, MembershipVerdicts.Judge(MembershipCopy.None, seen, Me)));

    private static MembershipCopy Copy(long version, params string[] silos) => new(
        version, silos.ToImmutableDictionary(silo => silo, _ => "{}").Add("Version", version.ToString(CultureInfo.InvariantCulture)));
}
