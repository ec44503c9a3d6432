using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Grains.Storage;
using Parley.Settings;

namespace Parley.Silo.Settings;

/// <summary>What all our programs do with their settings before anything reads them.</summary>
public static partial class SettingsRegistration
{
    /// <summary>Takes in the files that settings name, and sees that every value can be read as what it is. Comes first.</summary>
    /// <exception cref="StartupException">One cannot; the message has a line for each.</exception>
    public static void AddSettings(this IHostApplicationBuilder builder)
    {
        var faults = builder.Configuration.AddSettingFiles().Concat(KindFaults(builder.Configuration)).ToArray();
        if (faults.Length > 0)
        {
            throw new StartupException(string.Join(Environment.NewLine, faults));
        }
    }

    /// <summary>Says in the log what is set and does nothing.</summary>
    public static void WarnOfUnknownSettings(this IHost app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Parley.Settings");
        foreach (var sentence in Unknown(app.Services.GetRequiredService<IConfiguration>()))
        {
            LogUnknown(logger, sentence);
        }
    }

    /// <returns>What is wrong with them, a line each.</returns>
    internal static IReadOnlyList<string> AddSettingFiles(this IConfigurationManager configuration)
    {
        var files = SettingFiles.Read(configuration);
        configuration.Add(files);
        return files.Faults;
    }

    /// <summary>Values that are not of their setting's kind, a line each. Left to those who bind them, each would be the only one that is told.</summary>
    internal static IEnumerable<string> KindFaults(IConfiguration configuration) =>
        from pair in configuration.AsEnumerable()
        where !string.IsNullOrEmpty(pair.Value) && UnknownSettings.IsOurs(pair.Key)
        let known = KnownSettings.Find(pair.Key)
        where known is not null
        let rule = known.FaultOf(pair.Value)
        where rule is not null
        orderby pair.Key
        select SettingFaults.Sentence(pair.Key, pair.Value, rule);

    /// <summary>What is set and does nothing, a line each.</summary>
    internal static IEnumerable<string> Unknown(IConfiguration configuration) =>
        UnknownSettings.Sentences(configuration.AsEnumerable().Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => pair.Key));

    [LoggerMessage(7100, LogLevel.Warning, "{Sentence}")]
    private static partial void LogUnknown(ILogger logger, string sentence);
}
