using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Logging;

/// <summary>
/// Levels of the log that were changed while the installation runs, each for a while. Silos and frontends ask now and then and follow within seconds. What was answered is on
/// disk. Who may ask is for the caller to decide.
/// </summary>
[Alias("parley.log-levels"), GrainInterfaceType("log-levels")]
public interface ILogLevelsGrain : IGrainWithIntegerKey
{
    /// <summary>Those that count now.</summary>
    [Alias("current"), Repeatable] Task<ImmutableArray<LogLevelChange>> Current();

    /// <summary>Changes one, or has it go back. Refused as <c>invalid</c>. Answers with those that count from now on.</summary>
    [Alias("set"), Repeatable] Task<Outcome<ImmutableArray<LogLevelChange>>> Set(SetLogLevel command);
}

/// <summary>A level for a while.</summary>
/// <param name="Category">It counts for what is below it as well; <see cref="LogCategories.Default"/>: for all that nothing else is said of.</param>
/// <param name="Level">Trace, Debug, Information, Warning, Error, Critical or None; null: as it is configured, at once.</param>
/// <param name="For">Null: half an hour.</param>
[GenerateSerializer, Immutable, Alias("parley.log-levels.set")]
public sealed record SetLogLevel([Id(0)] string Category, [Id(1)] string? Level, [Id(2)] TimeSpan? For);

/// <summary>A level that was changed.</summary>
/// <param name="Until">Then it goes back by itself.</param>
[GenerateSerializer, Immutable, Alias("parley.log-levels.change")]
public sealed record LogLevelChange([Id(0)] string Category, [Id(1)] string Level, [Id(2)] DateTimeOffset Until);

/// <summary>Names of categories that mean something to us.</summary>
public static class LogCategories
{
    /// <summary>All that nothing else is said of.</summary>
    public const string Default = "Default";
}
