using System.Buffers;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Logging;

namespace Parley.Grains.Logging;

[GrainType("log-levels")]
internal sealed class LogLevelsGrain(
    [PersistentState("log-levels", GrainsRegistration.StateStore)] IPersistentState<LogLevelsState> state, IOptions<LogLevelOptions> options, TimeProvider clock) : Grain, ILogLevelsGrain
{
    private const int MaxCategory = 200;
    private static readonly TimeSpan DefaultFor = TimeSpan.FromMinutes(30);
    private static readonly SearchValues<char> InCategories = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+`");

    private ImmutableArray<LogLevelChange> Counting =>
        [.. state.State.Changes.Where(change => change.Until > clock.GetUtcNow()).Select(change => new LogLevelChange(change.Category, change.Level, change.Until))];

    public Task<ImmutableArray<LogLevelChange>> Current() => Task.FromResult(Counting);

    public async Task<Outcome<ImmutableArray<LogLevelChange>>> Set(SetLogLevel command)
    {
        var level = LogLevel.None;
        if (command.Category.Length is 0 or > MaxCategory || command.Category.AsSpan().IndexOfAnyExcept(InCategories) >= 0)
        {
            return ErrorCatalog.InvalidField("category", $"Must be a category, e.g. Parley.Grains.Rooms, or {LogCategories.Default} for all that nothing else is said of.");
        }

        if (command.Level is { } name && !(name.Length > 0 && char.IsAsciiLetter(name[0]) && Enum.TryParse(name, ignoreCase: true, out level) && Enum.IsDefined(level)))
        {
            return ErrorCatalog.InvalidField("level", "Must be Trace, Debug, Information, Warning, Error, Critical or None.");
        }

        var time = command.For ?? DefaultFor;
        if (time < TimeSpan.FromSeconds(1) || time > options.Value.MaxFor)
        {
            return ErrorCatalog.InvalidField("forSeconds", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Must be from 1 to {options.Value.MaxFor.TotalSeconds}."));
        }

        var others = Counting.Where(change => !string.Equals(change.Category, command.Category, StringComparison.OrdinalIgnoreCase)).ToImmutableArray();
        if (command.Level is not null && others.Length >= options.Value.MaxChanges)
        {
            return ErrorCatalog.InvalidField("category", $"At most {options.Value.MaxChanges} categories may have another level at a time. Have one go back first.");
        }

        var changes = command.Level is null ? others : others.Add(new LogLevelChange(command.Category, level.ToString(), clock.GetUtcNow() + time));
        await state.Replace(new LogLevelsState { Changes = [.. changes.Select(change => new StoredLogLevel(change.Category, change.Level, change.Until))] }, this);
        return Counting;
    }
}

/// <summary>Never changed, only replaced.</summary>
public sealed record LogLevelsState
{
    public ImmutableArray<StoredLogLevel> Changes { get; init; } = [];
}

/// <summary>A level that was changed, as it is kept.</summary>
public sealed record StoredLogLevel(string Category, string Level, DateTimeOffset Until);
