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
