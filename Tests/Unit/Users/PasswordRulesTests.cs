using Parley.Grains.Users;
using Xunit;

namespace Parley.Tests.Unit.Users;

public class PasswordRulesTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("Password1")]
    [InlineData("P@ssw0rd123")]
    [InlineData("iloveyou")]
    [InlineData("QWERTZ123")]
    [InlineData("12345678")]
    [InlineData("1234567890")]
    [InlineData("99999999")]
    [InlineData("abcdefgh")]
    [InlineData("1q2w3e4r")]
    [InlineData("monkeymonkey")]
    [InlineData("Summer2026")]
    public void What_everybody_tries_first_is_refused(string password) => Assert.NotNull(PasswordRules.Fault(password, "ann"));

    [Theory]
    [InlineData("correct horse")]
    [InlineData("aaaaaaab")]
    [InlineData("lower case only")]
    [InlineData("        ")]
    [InlineData("密碼密碼密碼密碼")]
    public void No_composition_is_asked_for(string password) => Assert.Equal(password == "        ", PasswordRules.Fault(password, "ann") is not null);

    [Fact]
    public void Length_and_name_are_checked()
    {
        Assert.NotNull(PasswordRules.Fault("1234567", "ann"));
        Assert.NotNull(PasswordRules.Fault(new string('x', 129), "ann"));
        Assert.NotNull(PasswordRules.Fault("ann.berger", "Ann.Berger"));
        Assert.Null(PasswordRules.Fault("xy" + new string('z', 126), "ann"));
        Assert.True(CommonPasswords.Count > 3000, $"{CommonPasswords.Count}");
    }
}
