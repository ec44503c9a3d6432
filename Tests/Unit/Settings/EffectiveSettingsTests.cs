using Microsoft.Extensions.Configuration;
using Parley.Silo.Settings;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Settings;

public class EffectiveSettingsTests
{
    [Fact]
    public void Each_says_what_counts_and_where_it_comes_from()
    {
        using var folder = new TempFolder();
        var secret = Path.Combine(folder.Path, "mail");
        File.WriteAllText(secret, "hunter2\n");
        var json = Path.Combine(folder.Path, "appsettings.json");
        File.WriteAllText(json, """{ "Parley": { "Bots": { "MaxTokens": 7, "MaxTokenRooms": 8 } } }""");
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(json);
        configuration.AddCommandLine([
            "--Parley:Bots:MaxTokens=9", $"--Parley:Mail:Password:File={secret}", "--Parley:Proxies:0=10.0.0.7", "--ConnectionStrings:Redis=redis:6379,password=hunter2", "--Parley:Elephants=1",
        ]);
        Assert.Empty(configuration.AddSettingFiles());

        var settings = EffectiveSettings.Of(configuration);

        Assert.Equal(
            [
                new("ConnectionStrings:Redis", "…", "command line"), new("Parley:Bots:MaxTokenRooms", "8", json), new("Parley:Bots:MaxTokens", "9", "command line"),
                new("Parley:Mail:Password", "…", secret), new("Parley:Proxies:0", "10.0.0.7", "command line"),
            ],
            settings.Where(setting => !setting.IsDefault));
        Assert.Contains(new EffectiveSetting("Parley:Bots:MaxPerOwner", "20", "default"), settings);
        Assert.Contains(new EffectiveSetting("Parley:Outbound:Ports", "80, 443", "default"), settings); // a list as a whole
        Assert.DoesNotContain(settings, setting => setting.Key.Contains('*', StringComparison.Ordinal));
    }
}
