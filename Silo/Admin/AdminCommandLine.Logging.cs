using System.CommandLine;
using System.Globalization;
using Parley.Errors;
using Parley.Logging;

namespace Parley.Silo.Admin;

public sealed partial class AdminCommandLine
{
    private Command LogLevel()
    {
        var category = new Argument<string?>("CATEGORY")
        {
            Description = $"E.g. Parley.Grains.Rooms, with what is below it; {LogCategories.Default}: all that nothing else is said of.", Arity = ArgumentArity.ZeroOrOne,
        };
        var level = new Argument<string?>("LEVEL") { Description = "Trace, Debug, Information, Warning, Error, Critical or None.", Arity = ArgumentArity.ZeroOrOne };
        var time = new Option<string?>("--for") { Description = "For how long, e.g. 45s, 30m, 2h or 1d. Default: 30m." };
        var reset = new Option<bool>("--reset") { Description = "Have the category go back to what is configured." };
        var command = new Command("log-level", "Change what is logged, on every silo and frontend, for a while; without arguments: say what was changed.") { category, level, time, reset };
        command.Validators.Add(result =>
        {
            if (result.GetValue(time) is { } text && Duration(text) is null)
            {
                result.AddError($"--for {text} is no time. Write e.g. 45s, 30m, 2h or 1d.");
            }

            // A category with a level or with --reset, or none of them.
            if ((result.GetValue(category) is not null) != (result.GetValue(level) is not null || result.GetValue(reset)))
            {
                result.AddError("Name a category and a level, or a category and --reset, or nothing.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            var change = parsed.GetValue(category) is { } of
                ? new SetLogLevel(of, parsed.GetValue(reset) ? null : parsed.GetValue(level), parsed.GetValue(time) is { } text ? Duration(text) : null)
                : null;
            return Do(parsed, admin => admin.LogLevels(new LogLevelsRequest(change?.Category, change?.Level, change?.For?.TotalSeconds), cancellation), Print, cancellation);
        });
        return command;

        static IEnumerable<string> Print(AdminLogLevels levels) => levels.Changes is { Count: > 0 } changes
            ? changes.Select(change => $"{change.Category}\t{change.Level}\tuntil {change.Until.ToString("u", CultureInfo.InvariantCulture)}")
            : ["All levels are as configured."];
    }

    /// <summary>E.g. <c>30m</c>; null: it is no time.</summary>
    internal static TimeSpan? Duration(string text) =>
        text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => null,
            }
            : null;
}
