using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Parley.Moderation;

namespace Parley.Grains.Moderation;

/// <summary>The rules that hold in rooms of this silo. They are asked for now and then; a room is told of its own when they change.</summary>
public sealed class WordRules(IGrainFactory grains, IOptions<WordRuleOptions> options, TimeProvider clock)
{
    /// <summary>A room that was not told, e.g. because it was on its way to another silo, asks after this time.</summary>
    private static readonly TimeSpan RoomsRefreshEvery = TimeSpan.FromMinutes(1);

    /// <summary>Beyond it all are asked for again.</summary>
    private const int MaxRooms = 20_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>What holds in a room: the server's rules and its own. At once, if they were asked for lately.</summary>
    public async ValueTask<(WordMatcher Server, WordMatcher Room)> OfAsync(string room)
    {
        var server = Fresh(GrainFactoryExtensions.ServerKey, options.Value.RefreshEvery) ?? await AskAsync(GrainFactoryExtensions.ServerKey);
        return (server, Fresh(room, RoomsRefreshEvery) ?? await AskAsync(room));
    }

    /// <summary>Asks again when they are needed next.</summary>
    public void Forget(string room) => _entries.TryRemove(room, out _);

    private WordMatcher? Fresh(string key, TimeSpan refreshEvery) =>
        _entries.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.AskedAt) < refreshEvery ? entry.Matcher : null;

    private async Task<WordMatcher> AskAsync(string key)
    {
        if (_entries.Count > MaxRooms)
        {
            _entries.Clear();
        }

        var asked = clock.GetTimestamp();
        var rules = await grains.GetGrain<IWordRulesGrain>(key).Get();
        var known = _entries.GetValueOrDefault(key);
        var matcher = known?.Version == rules.Version ? known.Matcher : WordMatcher.Of(rules.Rules);
        _entries[key] = new Entry(matcher, rules.Version, asked);
        return matcher;
    }

    private sealed record Entry(WordMatcher Matcher, long Version, long AskedAt);
}
