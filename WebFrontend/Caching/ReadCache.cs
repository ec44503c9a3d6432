using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Dashboard;
using ZiggyCreatures.Caching.Fusion;

namespace Parley.WebFrontend.Caching;

/// <summary>
/// Answers that this frontend remembers. Of all who ask for one at the same time one reads it; lifetimes differ by chance; what is in use is read anew ahead of its end; and
/// while its source fails, or is slow, the old answer is given. Whoever asks must be content with one that was read before the question: what changes must have another key then.
/// </summary>
public sealed class ReadCache : IDisposable
{
    /// <summary>Of an entry, beside what is remembered: key, places in tables.</summary>
    private const int Overhead = 300;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CachingOptions _options;
    private readonly FrontendMetrics _metrics;
    private readonly MemoryCache _memory;
    private readonly FusionCache _cache;

    public ReadCache(IOptions<CachingOptions> options, FrontendMetrics metrics, ILogger<FusionCache> logger)
    {
        (_options, _metrics) = (options.Value, metrics);
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = _options.MaxBytes });
        var quiet = new FusionCacheOptions
        {
            DisableTagging = true, // each look would look for tags as well
            FactoryErrorsLogLevel = LogLevel.Debug, FactorySyntheticTimeoutsLogLevel = LogLevel.Debug, FailSafeActivationLogLevel = LogLevel.Debug,
        };
        _cache = new FusionCache(quiet, _memory, logger);
    }

    /// <summary>The answer, remembered or read; one that is null is not remembered.</summary>
    /// <param name="kind">What it is of: counted apart. Part of the key.</param>
    /// <param name="size">Of an answer, in bytes, about.</param>
    /// <param name="read">May go on after this has returned, and serve others than the caller: must not depend on the caller's request.</param>
    public async ValueTask<T?> GetAsync<T>(string kind, string key, TimeSpan lifetime, Func<T, long> size, Func<Task<T?>> read)
        where T : class
    {
        if (!_options.Enabled)
        {
            return await read();
        }

        var isHit = true;
        var answer = await _cache.GetOrSetAsync<T?>(Key(kind, key), async (context, _) =>
        {
            isHit = false;
            var answer = await read();
            context.Options.Size = answer is null ? 0 : Overhead + key.Length + size(answer);
            context.Options.SkipMemoryCacheWrite = answer is null;
            return answer;
        }, Terms(lifetime));
        _metrics.Cached(kind, isHit);
        return answer;
    }

    /// <summary>What is remembered under the key; null: nothing.</summary>
    public T? Find<T>(string kind, string key)
        where T : class
    {
        if (!_options.Enabled)
        {
            return null;
        }

        var answer = _cache.GetOrDefault<T?>(Key(kind, key));
        _metrics.Cached(kind, answer is not null);
        return answer;
    }

    /// <summary>Remembers an answer.</summary>
    public void Keep<T>(string kind, string key, TimeSpan lifetime, T answer, long size)
        where T : class
    {
        if (_options.Enabled)
        {
            var terms = Terms(lifetime);
            terms.Size = Overhead + key.Length + size;
            terms.IsFailSafeEnabled = false; // nobody reads it for the cache, so that there is no failure to outlast
            _cache.Set(Key(kind, key), answer, terms);
        }
    }

    public void Dispose()
    {
        _cache.Dispose();
        _memory.Dispose();
    }

    private static string Key(string kind, string key) => $"{kind}/{key}";

    private FusionCacheEntryOptions Terms(TimeSpan lifetime) => new(lifetime)
    {
        Size = Overhead,
        JitterMaxDuration = lifetime * _options.Jitter,
        EagerRefreshThreshold = _options.RefreshAhead > 0 ? (float)_options.RefreshAhead : null,
        IsFailSafeEnabled = _options.StaleFor > TimeSpan.Zero,
        FailSafeMaxDuration = lifetime + _options.StaleFor,
        FailSafeThrottleDuration = RetryAfter,
        FactorySoftTimeout = _options.Patience,
    };
}
