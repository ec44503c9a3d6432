using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Parley.Silo.Settings;

namespace Parley.Silo.Admin;

/// <summary><c>admin config</c>: looks at settings and at what they name, without a server.</summary>
/// <param name="more">Assemblies with options of the program that asks.</param>
internal sealed class ConfigCommand(Option<string?> dataPath, Option<bool> json, TextWriter output, TextWriter errors, IReadOnlyList<Assembly> more)
{
    private readonly Option<bool> _all = new("--all") { Description = "Also those that are as they are by default." };

    public Command Build() => new("config", "Look at the settings.") { Check(), Show() };

    private Command Check()
    {
        var command = new Command("check", "Check the settings, and try databases, Redis, file storage and mail. Sends no mail, changes nothing; exit code 1 if something is wrong.");
        command.SetAction(async (parsed, _) =>
        {
            var found = await new InstallationCheck(Configuration(parsed), TimeProvider.System, more).RunAsync();
            var isWrong = found.Any(finding => finding.State == FindingState.Wrong);
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(new { Ok = !isWrong, Findings = found }, Options));
            }
            else
            {
                await WriteAsync(found.Select(finding => finding.Line));
            }

            return isWrong ? ExitCodes.Refused : ExitCodes.Ok;
        });
        return command;
    }

    private Command Show()
    {
        var command = new Command("show", "Say which settings count, and where each comes from. Secrets are not shown.") { _all };
        command.SetAction(async (parsed, _) =>
        {
            var configuration = Configuration(parsed);
            foreach (var fault in configuration.AddSettingFiles())
            {
                await errors.WriteLineAsync(fault);
            }

            var settings = EffectiveSettings.Of(configuration).Where(setting => parsed.GetValue(_all) || !setting.IsDefault).ToArray();
            if (parsed.GetValue(json))
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(settings.Select(setting => new { setting.Key, setting.Value, setting.Source }), Options));
                return ExitCodes.Ok;
            }

            await WriteAsync(settings.Length == 0 ? ["All settings are as they are by default. To see them: --all"] : settings.Select(setting => $"{setting.Key} = {setting.Value}  ({setting.Source})"));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>As programs read it, before anything is made of it.</summary>
    private ConfigurationManager Configuration(ParseResult parsed)
    {
        var configuration = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory }).Configuration;
        if (parsed.GetValue(dataPath) is { } path)
        {
            configuration.AddInMemoryCollection([new("Parley:DataPath", path)]);
        }

        return configuration;
    }

    private async Task WriteAsync(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            await output.WriteLineAsync(line);
        }
    }
}
