using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Parley.Throttling;

namespace Parley.WebFrontend.Throttling;

/// <summary>
/// Gives out permits that it leases from the grain of each scope and key, a twentieth of the rate at a time: most uses cost no call, and together all frontends never
/// give out more than the rate. What a frontend has leased and not used when five seconds are over is lost, so that others may refuse that much too early.
/// While no silo answers each frontend counts for itself.
/// </summary>
internal sealed partial class Throttle : IThrottle
{
    private const int LeasePart = 20;
    private const int MaxLease = 50;

    /// <summary>Leases from this size on are renewed ahead, so that who goes on steadily never waits.</summary>
    private const int LargeLease = 4;

    /// <summary>Keys that are looked at when new ones come; beyond it those that say nothing any more are forgotten.</summary>
    private const int MaxKeys = 50_000;

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AloneFor = TimeSpan.FromSeconds(2);

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly ILogger<Throttle> _logger;
    private readonly FrozenDictionary<string, RateTerms> _rates;
    private readonly ConcurrentDictionary<(string Scope, string Key), Entry> _entries = new();

    /// <summary>Until then no grain is asked, because the last one did not answer.</summary>
    private long _aloneUntilTicks;

    public Throttle(IGrainFactory grains, IOptions<ThrottlingOptions> options, TimeProvider clock, ILogger<Throttle> logger)
    {
        (_grains, _clock, _logger) = (grains, clock, logger);
        _rates = options.Value.Rates.ToFrozenDictionary(scope => scope.Key, scope => options.Value.Enabled ? Rate.Parse(scope.Value.Rate)! : Rate.Off);
    }

    public ValueTask<TimeSpan?> AcquireAsync(string scope, string key)
    {
        var terms = _rates[scope];
        if (terms.IsOff())
        {
            return ValueTask.FromResult<TimeSpan?>(null);
        }

        if (!_entries.TryGetValue((scope, key), out var entry))
        {
            entry = _entries.GetOrAdd((scope, key), static (_, terms) => new Entry(terms), terms);
            if (_entries.Count > MaxKeys) // asked only now, when there may be more: to count the keys takes all locks of the table
            {
                Sweep();
            }
        }

        return entry.TryDecide(_clock.GetUtcNow(), out var decision) ? ValueTask.FromResult(decision) : DecideAsync(entry, scope, key);

        async ValueTask<TimeSpan?> DecideAsync(Entry entry, string scope, string key)
        {
            TimeSpan? decision;
            do
            {
                await entry.FillAsync(wanted => LeaseAsync(entry, scope, key, wanted));
            }
            while (!entry.TryDecide(_clock.GetUtcNow(), out decision));
            return decision;
        }
    }

    public void Forget(string scope, string key) => _entries.TryRemove((scope, key), out _);

    public RateLeft? LeftOf(string scope, string key)
    {
        var terms = _rates[scope];
        if (terms.IsOff())
        {
            return null;
        }

        var (quota, window) = terms.Burst > 0 ? (terms.Burst, terms.Period / terms.Permits * terms.Burst) : (terms.Permits, terms.Period);
        return new RateLeft(quota, window, _entries.TryGetValue((scope, key), out var entry) ? entry.LeftOf(_clock.GetUtcNow()) : quota);
    }

    private async Task<(ThrottleLease Lease, DateTimeOffset At)> LeaseAsync(Entry entry, string scope, string key, int wanted)
    {
        var now = _clock.GetUtcNow();
        if (now.UtcTicks >= Volatile.Read(ref _aloneUntilTicks))
        {
            try
            {
                var lease = await _grains.Throttle(scope, key).Take(wanted, entry.Terms).WaitAsync(Patience);
                return (lease, _clock.GetUtcNow());
            }
            catch (Exception e)
            {
                Volatile.Write(ref _aloneUntilTicks, (now + AloneFor).UtcTicks);
                LogAlone(e.GetType().Name);
            }
        }

        return (entry.TakeAlone(wanted, now), now);
    }

    private void Sweep()
    {
        var now = _clock.GetUtcNow();
        foreach (var (key, entry) in _entries)
        {
            if (entry.SaysNothing(now))
            {
                _entries.TryRemove(key, out _); // the grain remembers
            }
        }
    }

    [LoggerMessage(4400, LogLevel.Warning, "Throttling counts on this frontend alone for a moment: no silo answered ({Fault})")]
    private partial void LogAlone(string fault);

    /// <summary>What this frontend has of one key.</summary>
    private sealed class Entry(RateTerms terms)
    {
        private readonly Lock _lock = new();
        private readonly int _lease = Math.Clamp((terms.Burst > 0 ? terms.Burst : terms.Permits) / LeasePart, 1, MaxLease);
        private RateCounter? _alone;
        private Task? _filling;
        private Func<int, Task<(ThrottleLease, DateTimeOffset)>>? _source;
        private int _left, _leftBeyond, _waiting;
        private DateTimeOffset _expires, _refusedUntil;

        public RateTerms Terms => terms;

        /// <summary>False: a lease is needed first.</summary>
        public bool TryDecide(DateTimeOffset now, out TimeSpan? decision)
        {
            lock (_lock)
            {
                if (_left > 0 && now < _expires)
                {
                    _left--;
                    decision = null;
                    if (_lease >= LargeLease && _left <= _lease / 2 && _filling is null && _source is not null && now >= _refusedUntil)
                    {
                        _filling = Fill(_source);
                    }

                    return true;
                }

                decision = now < _refusedUntil ? _refusedUntil - now : null;
                return decision is not null;
            }
        }

        public int LeftOf(DateTimeOffset now)
        {
            lock (_lock)
            {
                return now < _refusedUntil ? 0 : (now < _expires ? _left : 0) + _leftBeyond;
            }
        }

        /// <summary>Ends when there is a lease, or a refusal.</summary>
        public async Task FillAsync(Func<int, Task<(ThrottleLease, DateTimeOffset)>> source)
        {
            Task filling;
            lock (_lock)
            {
                _source = source;
                _waiting++;
                filling = _filling ??= Fill(source);
            }

            await filling;
            lock (_lock)
            {
                _waiting--;
            }
        }

        public ThrottleLease TakeAlone(int wanted, DateTimeOffset now)
        {
            lock (_lock)
            {
                return (_alone ??= new RateCounter(terms)).Take(wanted, now);
            }
        }

        public bool SaysNothing(DateTimeOffset now)
        {
            lock (_lock)
            {
                return _filling is null && _waiting == 0 && (_left == 0 || now >= _expires) && now >= _refusedUntil && _alone is null;
            }
        }

        private async Task Fill(Func<int, Task<(ThrottleLease, DateTimeOffset)>> source)
        {
            await Task.Yield(); // not under the caller's lock
            var (lease, at) = (default(ThrottleLease), default(DateTimeOffset));
            try
            {
                (lease, at) = await source(Math.Max(_lease, Volatile.Read(ref _waiting)));
            }
            finally
            {
                lock (_lock)
                {
                    _filling = null;
                    _leftBeyond = lease.Left;
                    if (lease.Permits > 0)
                    {
                        _left = (at < _expires ? _left : 0) + lease.Permits;
                        _expires = at + LeaseTime;
                    }
                    else
                    {
                        _refusedUntil = at + lease.RetryAfter;
                    }
                }
            }
        }
    }
}
