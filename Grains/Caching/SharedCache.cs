using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Parley.Grains.Dashboard;
using ZiggyCreatures.Caching.Fusion;

namespace Parley.Grains.Caching;

/// <summary>
/// What a silo has read from elsewhere and remembers for a while, in its memory and, if there is one, in a Redis that all silos share (<see cref="SecondLevel"/>). Of all
/// who ask a silo for one thing at the same time one reads it, and lifetimes are longer by chance. Only for what is content with its lifetime, and is never taken back:
/// nobody is told that something has changed.
/// </summary>
internal sealed class SharedCache : IDisposable
{
    private const int Overhead = 500;
    private const double Jitter = 0.1;

    private readonly string _name;
    private readonly SiloMetrics _metrics;
    private readonly MemoryCache _memory;
    private readonly FusionCache _cache;

    /// <param name="name">What it is of, in lower case: part of the keys, and counted apart.</param>
    /// <param name="maxBytes">Of memory, about.</param>
    public SharedCache(string name, long maxBytes, SecondLevel second, SiloMetrics metrics, TimeProvider clock, ILogger<FusionCache> logger)
    {
        (_name, _metrics) = (name, metrics);
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = maxBytes, Clock = new CacheClock(clock) });
        _cache = second.Behind(new FusionCache(second.Terms(name), _memory, logger));
    }

    /// <summary>The answer, remembered or read; null is an answer too.</summary>
    /// <param name="terms">How long an answer is remembered, and what it takes in bytes, about.</param>
    /// <param name="read">May serve others than the caller.</param>
    public async Task<T?> GetAsync<T>(string key, Func<T?, (TimeSpan Lifetime, long Size)> terms, Func<CancellationToken, Task<T?>> read, CancellationToken cancellation)
        where T : class
    {
        var isHit = true;
        var answer = await _cache.GetOrSetAsync<T?>(Hidden(key), async (context, token) =>
        {
            isHit = false;
            var answer = await read(token);
            var (lifetime, size) = terms(answer);
            (context.Options.Duration, context.Options.JitterMaxDuration, context.Options.Size) = (lifetime, lifetime * Jitter, Overhead + size);
            return answer;
        }, new FusionCacheEntryOptions(terms(null).Lifetime) { Size = Overhead }, cancellation);
        _metrics.Cached(_name, isHit);
        return answer;
    }

    public void Dispose()
    {
        _cache.Dispose();
        _memory.Dispose();
    }

    /// <summary>Keys may be secrets (addresses that somebody posted in private): Redis, and who looks into it, does not see them.</summary>
    private static string Hidden(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

#pragma warning disable CS0618 // the cache knows no TimeProvider yet
    private sealed class CacheClock(TimeProvider clock) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => clock.GetUtcNow();
    }
#pragma warning restore CS0618
}
