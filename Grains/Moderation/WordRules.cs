using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Parley.Moderation;

namespace Parley.Grains.Moderation;

/// <summary>
/// The rules that hold in rooms of this silo. They are asked for now and then, before they are too old where messages come one after the other; a room is told of its own when
/// they change. While nobody answers, because the silo that keeps them has died, those that are known go on to hold: rooms do not wait for other silos.
/// </summary>
public sealed class WordRules(IGrainFactory grains, IOptions<WordRuleOptions> options, TimeProvider clock)
{
    /// <summary>A room that was not told, e.g. because it was on its way to another silo, asks after this time.</summary>
    private static readonly TimeSpan RoomsRefreshEvery = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer is waited for where there are rules to go on with.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Beyond it all are asked for again.</summary>
    private const int MaxRooms = 20_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _asking = new(StringComparer.Ordinal);

    /// <summary>What holds in a room: the server's rules and its own; null if they have to be asked for.</summary>
    public (WordMatcher Server, WordMatcher Room)? Find(string room) =>
        Known(GrainFactoryExtensions.ServerKey) is { } server && Known(room) is { } own ? (server, own) : null;

    /// <summary>The same, and what is not known is asked for.</summary>
    public async Task<(WordMatcher Server, WordMatcher Room)> AskAsync(string room) => (
        Known(GrainFactoryExtensions.ServerKey) ?? await AskForAsync(GrainFactoryExtensions.ServerKey),
        Known(room) ?? await AskForAsync(room));

    /// <summary>Asks again when they are needed next.</summary>
    public void Forget(string room) => _entries.TryRemove(room, out _);

    private TimeSpan RefreshEvery(string key) => key == GrainFactoryExtensions.ServerKey ? options.Value.RefreshEvery : RoomsRefreshEvery;

    private WordMatcher? Known(string key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        var (age, every) = (clock.GetElapsedTime(entry.AskedAt), RefreshEvery(key));
        if (age > every / 2 && age < every && _asking.TryAdd(key, true))
        {
            _ = AheadAsync(key); // nobody waits for it
        }

        return age < every ? entry.Matcher : null;
    }

    private async Task AheadAsync(string key)
    {
        try
        {
            await AskForAsync(key);
        }
        catch (Exception)
        {
            // Whoever needs them asks again.
        }
        finally
        {
            _asking.TryRemove(key, out _);
        }
    }

    private async Task<WordMatcher> AskForAsync(string key)
    {
        if (_entries.Count > MaxRooms)
        {
            _entries.Clear();
        }

        var (asked, known) = (clock.GetTimestamp(), _entries.GetValueOrDefault(key));
        var asking = grains.GetGrain<IWordRulesGrain>(key).Get();
        try
        {
            var rules = await (known is null ? asking : asking.WaitAsync(Patience, clock));
            var matcher = known?.Version == rules.Version ? known.Matcher : WordMatcher.Of(rules.Rules);
            _entries[key] = new Entry(matcher, rules.Version, asked);
            return matcher;
        }
        catch (Exception) when (known is not null)
        {
            asking.Ignore();
            _entries[key] = known with { AskedAt = clock.GetTimestamp() }; // until the next time
            return known.Matcher;
        }
    }

    private sealed record Entry(WordMatcher Matcher, long Version, long AskedAt);
}
