using Microsoft.Extensions.Configuration;
using Parley.Silo.Settings;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Settings;

public sealed class SettingFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hunter2", "hunter2")]
    [InlineData("hunter2\n", "hunter2")]
    [InlineData("hunter2\r\n", "hunter2")]
    [InlineData(" hunter2 \n\n", " hunter2 \n")] // one line end, and nothing else
    [InlineData("", "")]
    public void A_setting_is_what_its_file_says(string text, string value)
    {
        var configuration = With(("Parley:Mail:Password:File", Written(text)));

        Assert.Empty(configuration.AddSettingFiles());
        Assert.Equal(value, configuration["Parley:Mail:Password"]);
    }

    [Theory]
    [InlineData("ConnectionStrings:MySql")]
    [InlineData("Parley:OpenId:Providers:corp:ClientSecret")]
    [InlineData("Parley:Proxies:0")]
    [InlineData("Parley:Bots:MaxTokens")]
    [InlineData("Kestrel:Certificates:Default:Password")]
    public void Any_setting_may_lie_in_a_file(string setting)
    {
        var configuration = With(($"{setting}:File", Written("7\n")));

        Assert.Empty(configuration.AddSettingFiles());
        Assert.Equal("7", configuration[setting]);
    }

    [Fact]
    public void Settings_of_others_are_left_alone()
    {
        var configuration = With(("Logging:File", "/nowhere"), ("Other:File", "/nowhere"));

        Assert.Empty(configuration.AddSettingFiles());
        Assert.Null(configuration["Other"]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault()
    {
        var fault = Assert.Single(With(("Parley:Mail:Password:File", "/nowhere/mail")).AddSettingFiles());

        Assert.StartsWith("Parley:Mail:Password:File is \"/nowhere/mail\". It must be a file that this program can read (", fault, StringComparison.Ordinal);
        Assert.Contains("For example Parley__Mail__Password__File=", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_long_is_a_fault() =>
        Assert.Contains("longer than", Assert.Single(With(("Parley:Mail:Password:File", Written(new string('x', 65 * 1024)))).AddSettingFiles()), StringComparison.Ordinal);

    [Fact]
    public void What_is_set_in_both_ways_is_a_fault_that_shows_neither()
    {
        var fault = Assert.Single(With(("Parley:Mail:Password", "hunter2"), ("Parley:Mail:Password:File", Written("hunter3"))).AddSettingFiles());

        Assert.StartsWith("Parley:Mail:Password is set, and Parley:Mail:Password:File as well", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", fault, StringComparison.Ordinal);
    }

    private static ConfigurationManager With(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        return configuration;
    }

    private string Written(string text)
    {
        var path = Path.Combine(_folder.Path, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text);
        return path;
    }
}
