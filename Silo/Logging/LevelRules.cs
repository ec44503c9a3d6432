using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.Silo.Logging;

/// <summary>
/// Which categories log from which level on: first as <c>Logging:LogLevel</c> says, then as <c>Parley:Logging</c> says, then as was said at run time.
/// What is below its level costs its caller no more than a look.
/// </summary>
internal sealed class LevelRules(IOptionsMonitor<LoggingOptions> settings) : IPostConfigureOptions<LoggerFilterOptions>
{
    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        LoggingOptions configured;
        try
        {
            configured = settings.CurrentValue;
        }
        catch (OptionsValidationException)
        {
            return; // loggers are made before settings are checked; then all their faults are told at once, and the program does not start
        }

        if (configured.Level is { } level && LevelOf.TryParseLevel(level, out var least))
        {
            options.Rules.Add(new LoggerFilterRule(null, null, least, null));
        }

        foreach (var text in configured.Levels)
        {
            if (LevelOf.TryParse(text, out var of))
            {
                options.Rules.Add(new LoggerFilterRule(null, of.Category, of.Level, null));
            }
        }
    }
}
