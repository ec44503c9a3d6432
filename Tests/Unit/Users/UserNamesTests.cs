using CsCheck;
using Parley.Users;
using Xunit;

namespace Parley.Tests.Unit.Users;

public class UserNamesTests
{
    [Theory]
    [InlineData("ann")]
    [InlineData("a1")]
    [InlineData("Ann.B-c_d")]
    [InlineData("дарья")]
    [InlineData("美咲")]
    [InlineData("प्रिया")]
    [InlineData("12345678901234567890123456789012")]
    public void Letters_of_all_scripts_are_letters(string name) => Assert.Null(UserNames.Fault(name));

    [Theory]
    [InlineData("a")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("an n")]
    [InlineData("a@b")]
    [InlineData("--")]
    [InlineData("\u0301a")]
    [InlineData("a\u0301\u0301\u0301\u0301")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u202Eb")]
    [InlineData("\ud800a")]
    [InlineData("🦦🦦")]
    public void Other_names_are_refused_and_have_nobodys_key(string name)
    {
        Assert.NotNull(UserNames.Fault(name));
        Assert.Equal(UserNames.NobodysKey, UserNames.Key(name));
    }

    [Theory]
    [InlineData("me")]
    [InlineData("ROOM")]
    [InlineData("Parley")]
    public void Words_that_mean_something_else_are_not_given_out(string name) => Assert.NotNull(UserNames.Fault(name));

    [Theory]
    [Trait("Scope", "S8")]
    [InlineData("аnn")] // the first letter is Cyrillic
    [InlineData("pаypal")]
    [InlineData("αdmin")]
    [InlineData("аdmіn")]
    public void Letters_of_scripts_that_look_alike_are_not_mixed(string name) => Assert.NotNull(UserNames.Fault(name));

    [Theory]
    [Trait("Scope", "S8")]
    [InlineData("сорр", "copp")]
    [InlineData("СОРР", "copp")]
    [InlineData("ορο", "opo")]
    [InlineData("раураӏ", "paypal")]
    [InlineData("Ann", "ann")]
    [InlineData("дарья", "дарья")]
    [InlineData("bob0", "bob0")]
    [InlineData("é1", "é1")]
    public void Names_that_look_alike_have_one_key_in_common(string name, string key) => Assert.Equal(key, UserNames.LookAlikeKey(name));

    [Fact]
    [Trait("Scope", "S8")]
    public void A_name_that_looks_like_a_reserved_one_is_not_given_out() => Assert.NotNull(UserNames.Fault("ме"));

    [Theory]
    [Trait("Scope", "S8")]
    [InlineData("a\u202Eb")]
    [InlineData("\u2066a\u2069")]
    [InlineData("\u200Fa")]
    [InlineData("a\u200Bb")]
    [InlineData("a\u200Db")]
    [InlineData("\u200Da")]
    [InlineData("é\u200D\u200Dé")]
    [InlineData("\uFEFFa")]
    [InlineData("a\u0000")]
    [InlineData("a\nb")]
    [InlineData("\u2028")]
    [InlineData("a\u0301\u0301\u0301\u0301\u0301")]
    [InlineData("\u3164\u3164")]
    [InlineData("\u2800")]
    [InlineData("\uE000")]
    public void A_display_name_hides_nothing_and_turns_nothing_around(string name) => Assert.NotNull(UserNames.DisplayFault(name));

    [Theory]
    [InlineData("👩‍👩‍👧 family")]
    [InlineData("می‌خواهم")]
    [InlineData("क्‍ष")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("ก็")]
    [InlineData("Zoë Ångström")]
    public void A_display_name_may_be_of_any_script(string name) => Assert.Null(UserNames.DisplayFault(name));

    [Fact]
    public void Case_does_not_make_another_name() =>
        Gen.String[Gen.Char["abcßſıİIiÄäǅσςΣß1._-"], 2, 32].Sample(name =>
            UserNames.Key(name) == UserNames.Key(UserNames.Normalise(name)) && (UserNames.FormFault(UserNames.Normalise(name)) is null) == (UserNames.Key(name) != UserNames.NobodysKey));

    [Fact]
    public void Any_text_at_all_has_a_key() => Gen.String.Sample(text => UserNames.Key(text).Length > 0 && UserNames.DisplayFault(text) is null or { Length: > 0 });

    [Theory]
    [InlineData("Ann B. 🦦")]
    [InlineData("👩‍👩‍👧")]
    [InlineData("x")]
    public void A_display_name_may_be_nearly_anything(string name) => Assert.Null(UserNames.DisplayFault(name));
}
