using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Caching;

/// <summary>Who has found how much of what they asked for: those who find next to nothing are refused for a while.</summary>
internal sealed class Guesses(IOptions<GuessOptions> options, TimeProvider clock)
{
    /// <summary>Beyond it those of whom nothing counts any more are forgotten, and if that is not enough, all.</summary>
    private const int MaxPrincipals = 50_000;

    private readonly ConcurrentDictionary<string, Record> _records = new(StringComparer.Ordinal);

    /// <summary>Null: go on. Else: refuse; it may go on after so long.</summary>
    public TimeSpan? WaitOf(string principal) =>
        _records.TryGetValue(principal, out var record) && record.RefusedUntil - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : null;

    /// <returns>True: with this one the principal is refused.</returns>
    public bool Count(string principal, bool found)
    {
        var terms = options.Value;
        if (terms.Misses == 0 || (found && !_records.ContainsKey(principal))) // of those who find what they look for nothing is kept
        {
            return false;
        }

        var now = clock.GetUtcNow();
        if (_records.Count >= MaxPrincipals && !_records.ContainsKey(principal))
        {
            Sweep(now);
        }

        return _records.GetOrAdd(principal, static _ => new Record()).Count(found, terms, now);
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (principal, record) in _records)
        {
            if (record.SaysNothing(now))
            {
                _records.TryRemove(principal, out _);
            }
        }

        if (_records.Count >= MaxPrincipals)
        {
            _records.Clear();
        }
    }

    private sealed class Record
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _windowEnds, _refusedUntil;
        private int _found, _missed;

        public DateTimeOffset RefusedUntil
        {
            get
            {
                lock (_lock)
                {
                    return _refusedUntil;
                }
            }
        }

        public bool Count(bool found, GuessOptions terms, DateTimeOffset now)
        {
            lock (_lock)
            {
                if (now >= _windowEnds)
                {
                    (_found, _missed, _windowEnds) = (0, 0, now + terms.Window);
                }

                _ = found ? _found++ : _missed++;
                if (_missed < terms.Misses || _missed < terms.Share * (_missed + (double)_found))
                {
                    return false;
                }

                (_found, _missed, _refusedUntil) = (0, 0, now + terms.RefuseFor);
                return true;
            }
        }

        public bool SaysNothing(DateTimeOffset now)
        {
            lock (_lock)
            {
                return now >= _windowEnds && now >= _refusedUntil;
            }
        }
    }
}
