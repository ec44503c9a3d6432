using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Silo.Logging;

/// <summary>What is logged, where to, and in which form. Section <c>Parley:Logging</c>.</summary>
public sealed class LoggingOptions
{
    public const string Section = "Parley:Logging";

    /// <summary>Least level of what is logged: <c>Trace</c>, <c>Debug</c>, <c>Information</c>, <c>Warning</c>, <c>Error</c>, <c>Critical</c> or <c>None</c>. Not set: as <c>Logging:LogLevel</c> says.</summary>
    [SettingExample("Information")]
    public string? Level { get; set; }

    /// <summary>Other levels by category, which counts for what is below it as well, e.g. <c>Parley.Grains.Rooms=Debug</c>; the longest one that fits counts.</summary>
    [SettingExample("Parley.Grains.Rooms=Debug")]
    public IReadOnlyList<string> Levels { get; set; } = [];

    /// <summary>What is never written, though its level would be: categories with what is below them, or one kind of line by its number, e.g. <c>Parley.Grains.Rooms.RoomLine/1010</c>.</summary>
    [SettingExample("Parley.Grains.Rooms.RoomLine/1010")]
    public IReadOnlyList<string> Muted { get; set; } = [];

    /// <summary>Form of lines on the console: <c>Text</c>, <c>Json</c> (an object in each line) or <c>None</c>.</summary>
    public string Console { get; set; } = nameof(LogForm.Text);

    /// <summary>Least level on the console, of what is logged at all. Not set: all of it.</summary>
    [SettingExample("Warning")]
    public string? ConsoleLevel { get; set; }

    /// <summary>Folder of log files, a new one each day: <c>parley-20260131.log</c>. Processes on one machine need one each. Not set: there are none.</summary>
    [SettingExample("/var/log/parley")]
    public string? Folder { get; set; }

    /// <summary>Form of lines in files: <c>Text</c> or <c>Json</c>.</summary>
    public string FileForm { get; set; } = nameof(LogForm.Json);

    /// <summary>Least level in files, of what is logged at all. Not set: all of it.</summary>
    [SettingExample("Debug")]
    public string? FileLevel { get; set; }

    /// <summary>How many days files are kept, 1 to 3650.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>Size of a file, in bytes, at which the day goes on in another one; 65536 or more.</summary>
    public long MaxFileBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>How many files are kept at most; with <see cref="MaxFileBytes"/> it bounds the folder.</summary>
    public int MaxFiles { get; set; } = 60;

    /// <summary>Lines that may wait to be written, to the console and to files each; what comes beyond is lost and counted.</summary>
    public int MaxQueued { get; set; } = 10_000;

    /// <summary>How soon levels that are changed at run time count.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(5);

    internal sealed class Validator : IValidateOptions<LoggingOptions>
    {
        private const string LevelRule = "Trace, Debug, Information, Warning, Error, Critical or None";

        public ValidateOptionsResult Validate(string? name, LoggingOptions options)
        {
            var faults = new SettingFaults(Section)
                .Require(IsLevel(options.Level), nameof(Level), options.Level, LevelRule)
                .Require(IsLevel(options.ConsoleLevel), nameof(ConsoleLevel), options.ConsoleLevel, LevelRule)
                .Require(IsLevel(options.FileLevel), nameof(FileLevel), options.FileLevel, LevelRule)
                .Require(Enum.TryParse<LogForm>(options.Console, ignoreCase: true, out _), nameof(Console), options.Console, "Text, Json or None")
                .Require(Enum.TryParse<LogForm>(options.FileForm, ignoreCase: true, out var form) && form != LogForm.None, nameof(FileForm), options.FileForm, "Text or Json")
                .Require(options.Folder is null || CanBeWritten(options.Folder), nameof(Folder), options.Folder, "a folder that this program may write to")
                .Require(options.KeepDays is >= 1 and <= 3650, nameof(KeepDays), options.KeepDays, "1 to 3650")
                .Require(options.MaxFileBytes >= 65536, nameof(MaxFileBytes), options.MaxFileBytes, "65536 or more")
                .Require(options.MaxFiles is >= 1 and <= 100_000, nameof(MaxFiles), options.MaxFiles, "1 to 100000")
                .Require(options.MaxQueued is >= 100 and <= 10_000_000, nameof(MaxQueued), options.MaxQueued, "100 to 10000000")
                .Require(options.LookEvery >= TimeSpan.FromMilliseconds(100) && options.LookEvery <= TimeSpan.FromHours(1), nameof(LookEvery), options.LookEvery, "from 00:00:00.1 to 01:00:00");
            foreach (var level in options.Levels)
            {
                faults.Require(LevelOf.TryParse(level, out _), nameof(Levels), level, $"a category and a level, e.g. Parley.Grains.Rooms=Debug; levels are {LevelRule}");
            }

            foreach (var muted in options.Muted)
            {
                faults.Require(MutedLines.TryParse(muted, out _), nameof(Muted), muted, "a category, or one with the number of a kind of line, e.g. Parley.Grains.Rooms.RoomLine/1010");
            }

            return faults.Result;
        }

        private static bool IsLevel(string? level) => level is null || LevelOf.TryParseLevel(level, out _);

        private static bool CanBeWritten(string folder)
        {
            try
            {
                Directory.CreateDirectory(folder);
                var probe = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
                File.WriteAllBytes(probe, []);
                File.Delete(probe);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                return false;
            }
        }
    }
}

/// <summary>Form of lines in a log.</summary>
public enum LogForm
{
    /// <summary>None are written.</summary>
    None = 0,

    /// <summary>For people.</summary>
    Text = 1,

    /// <summary>For programs: one object in each line, in the compact form of Serilog (CLEF).</summary>
    Json = 2,
}
