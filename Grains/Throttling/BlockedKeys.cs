using System.Collections.Concurrent;
using System.Collections.Immutable;
using Parley.Throttling;

namespace Parley.Grains.Throttling;

/// <summary>Who is refused on this silo for asking too often, for operators to look at. May be called from any thread.</summary>
public sealed class BlockedKeys(TimeProvider clock)
{
    /// <summary>Beyond it no more are noted until some have passed: they are refused all the same.</summary>
    private const int Most = 10_000;

    private const int MostAnswered = 1000;

    private readonly ConcurrentDictionary<(string Scope, string Key), DateTimeOffset> _until = new();

    /// <summary>What is refused now, the longest wait first; 1000 at most.</summary>
    public ImmutableArray<BlockedKey> Current
    {
        get
        {
            var now = clock.GetUtcNow();
            return
            [
                .. _until.Where(one => one.Value > now).OrderByDescending(one => one.Value).Take(MostAnswered)
                    .Select(one => new BlockedKey(one.Key.Scope, one.Key.Key, one.Value)),
            ];
        }
    }

    /// <summary>Somebody was refused.</summary>
    public void Note(string scope, string key, DateTimeOffset until)
    {
        if (!_until.ContainsKey((scope, key)) && _until.Count >= Most)
        {
            Sweep();
            if (_until.Count >= Most)
            {
                return;
            }
        }

        _until[(scope, key)] = until;
    }

    /// <summary>They are not refused any more.</summary>
    public void Forget(string scope, string key) => _until.TryRemove((scope, key), out _);

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var one in _until)
        {
            if (one.Value <= now)
            {
                _until.TryRemove(one);
            }
        }
    }
}
