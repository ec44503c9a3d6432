using Parley.Settings;
using Xunit;

namespace Parley.Tests.Unit.Settings;

public class UnknownSettingsTests
{
    [Theory]
    [InlineData("Parley:Bots:MaxToken", "Parley:Bots:MaxTokens")]
    [InlineData("parley:bots:maxtokesn", "Parley:Bots:MaxTokens")]
    [InlineData("Parley:Bot:MaxTokens", "Parley:Bots:MaxTokens")]
    [InlineData("Parley:MaxTokenRooms", "Parley:Bots:MaxTokenRooms")] // the section was forgotten
    [InlineData("Parley:OpenId:Providers:corp:Authorty", "Parley:OpenId:Providers:corp:Authority")]
    [InlineData("ConnectionStrings:MySqlMessage", "ConnectionStrings:MySqlMessages")]
    [InlineData("Parley:Mail:Pasword:File", "Parley:Mail:PasswordFile")]
    public void A_slip_of_the_pen_is_answered_with_what_was_meant(string key, string meant) =>
        Assert.EndsWith($"{key} is not a setting, and does nothing. Did you mean {meant}?", Assert.Single(UnknownSettings.Sentences([key])), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("Parley:Elephants")]
    [InlineData("Parley:Bots:Name")] // of several: no guess is better than a wrong one
    public void What_is_like_nothing_is_answered_with_the_page(string key) =>
        Assert.Contains("See docs/configuration.md", Assert.Single(UnknownSettings.Sentences([key])), StringComparison.Ordinal);

    [Fact]
    public void A_list_that_is_set_like_a_text_is_told_how() =>
        Assert.Contains("Set Parley:Proxies:0, Parley:Proxies:1", Assert.Single(UnknownSettings.Sentences(["Parley:Proxies"])), StringComparison.Ordinal);

    [Theory]
    [InlineData("Parley:Bots:MaxTokens")]
    [InlineData("PARLEY:BOTS:MAXTOKENS")]
    [InlineData("Parley:Proxies:7")]
    [InlineData("PARLEY:PROXIES:7")]
    [InlineData("Parley:OpenId:Providers:corp:ClientSecretFile")]
    [InlineData("Parley:OpenId:Providers:corp:ClientSecret:File")]
    [InlineData("ConnectionStrings:Redis:File")]
    [InlineData("Logging:LogLevel:Default")] // of others
    [InlineData("ParleyClient:Whatever")]
    public void What_there_is_and_what_is_of_others_is_left_alone(string key) => Assert.Empty(UnknownSettings.Sentences([key]));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("MaxTokens", "maxtokens", 0)]
    [InlineData("ca", "abc", 3)]
    [InlineData("tokesn", "tokens", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Slips_are_counted(string one, string other, int slips)
    {
        Assert.Equal(slips, EditDistance.Between(one, other));
        Assert.Equal(slips, EditDistance.Between(other, one));
    }
}
