using Parley.Settings;
using Xunit;

namespace Parley.Tests.Unit.Settings;

public class KnownSettingTests
{
    [Theory]
    [InlineData("Parley:Bots:MaxTokens", "many", "a whole number")]
    [InlineData("Parley:Bots:TokenLifetime", "90d", "a time, hours:minutes:seconds")]
    [InlineData("Parley:Caching:Enabled", "yes", "true or false")]
    [InlineData("Parley:Caching:Jitter", "half", "a number")]
    [InlineData("Parley:Cluster:Membership", "Etcd", "Redis or Sql")]
    [InlineData("Parley:Outbound:Ports:3", "https", "a whole number")]
    public void A_value_of_another_kind_is_not_taken(string key, string value, string rule) => Assert.Equal(rule, KnownSettings.Find(key)!.FaultOf(value));

    [Theory]
    [InlineData("Parley:Cluster:Membership", "sql")]
    [InlineData("Parley:Caching:Enabled", "True")]
    [InlineData("Parley:Bots:TokenLifetime", "90.00:00:00")]
    [InlineData("Parley:Caching:Jitter", "0.25")]
    [InlineData("Parley:Mail:From", "anything")]
    public void A_value_of_its_kind_is_taken(string key, string value) => Assert.Null(KnownSettings.Find(key)!.FaultOf(value));

    [Fact]
    public void Every_default_and_every_example_is_of_its_kind() =>
        Assert.DoesNotContain(KnownSettings.All, setting => setting.Example.Length > 0 && setting.FaultOf(setting.Example) is not null);

    [Fact]
    public void A_fault_has_key_value_rule_and_an_example_to_copy() => Assert.Equal(
        ["Parley:Bots:MaxTokens is \"0\". It must be from 1 to 9. For example Parley__Bots__MaxTokens=20"],
        new SettingFaults("Parley:Bots").Require(false, "MaxTokens", 0, "from 1 to 9").Result.Failures!);

    [Fact]
    public void A_secret_is_not_shown_by_its_fault() =>
        Assert.DoesNotContain("hunter2", SettingFaults.Sentence("Parley:Mail:Password", "hunter2", "longer"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Parley:Mail:Password")]
    [InlineData("Parley:OpenId:Providers:corp:ClientSecret")]
    [InlineData("Parley:Files:S3:SecretKey")]
    [InlineData("Parley:Sms:Header")]
    [InlineData("Parley:Assistant:ApiKey")]
    [InlineData("Parley:Audit:Key")]
    [InlineData("ConnectionStrings:MySqlIdentity")]
    public void What_is_secret_is_known_as_such(string key) => Assert.True(KnownSettings.Find(key)!.IsSecret);

    [Fact]
    public void What_sounds_like_a_secret_is_one()
    {
        string[] words = ["Password", "Secret", "ApiKey", "Token"];
        Assert.DoesNotContain(KnownSettings.All, setting =>
            setting is { IsSecret: false, Kind: KnownSetting.Text } && words.Any(word => setting.Key.Split(':')[^1].EndsWith(word, StringComparison.Ordinal)));
    }
}
