using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Logging;

namespace Parley.Silo.Logging;

/// <summary>
/// Which categories log from which level on: first as <c>Logging:LogLevel</c> says, then as <c>Parley:Logging</c> says, then as was said at run time.
/// What is below its level costs its caller no more than a look.
/// </summary>
internal sealed class LevelRules(IOptionsMonitor<LoggingOptions> settings, LogLevels changes) : IPostConfigureOptions<LoggerFilterOptions>
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

        foreach (var change in changes.Current.OrderBy(change => change.Category.Length))
        {
            if (LevelOf.TryParseLevel(change.Level, out var changed))
            {
                Change(options.Rules, change.Category == LogCategories.Default ? null : change.Category, changed);
            }
        }
    }

    /// <summary>What was said at run time goes before everything that was said of the category, of what is below it, and for one place alone (console, files).</summary>
    private static void Change(IList<LoggerFilterRule> rules, string? category, LogLevel level)
    {
        var below = rules.Where(rule => category is null ? rule.CategoryName is null : rule.CategoryName is { } other && LevelOf.Covers(category, other)).ToArray();
        foreach (var rule in below)
        {
            rules.Add(new LoggerFilterRule(rule.ProviderName, rule.CategoryName, level, null));
        }

        foreach (var place in rules.Select(rule => rule.ProviderName).Distinct().ToArray())
        {
            rules.Add(new LoggerFilterRule(place, category, level, null));
        }
    }
}
