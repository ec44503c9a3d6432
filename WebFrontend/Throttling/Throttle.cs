using System.Collections.Frozen;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Throttling;

/// <summary>Token buckets by scope and key. Idle ones are forgotten.</summary>
internal sealed class Throttle : IThrottle, IDisposable
{
    /// <summary>In how many steps a period's permits come back.</summary>
    private const int Steps = 10;

    private readonly FrozenDictionary<string, PartitionedRateLimiter<string>> _limiters;

    public Throttle(IOptions<ThrottlingOptions> options)
    {
        var rates = options.Value;
        _limiters = new Dictionary<string, string>
        {
            [ThrottleScopes.Register] = rates.Register,
            [ThrottleScopes.SignIn] = rates.SignIn,
            [ThrottleScopes.Send] = rates.Send,
            [ThrottleScopes.Calls] = rates.Calls,
        }.ToFrozenDictionary(scope => scope.Key, scope => Limiter(rates.Enabled ? Rate.Parse(scope.Value)! : Rate.Off));
    }

    public bool TryAcquire(string scope, string key, out TimeSpan retryAfter)
    {
        using var lease = _limiters[scope].AttemptAcquire(key);
        retryAfter = lease.IsAcquired ? TimeSpan.Zero : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
        {
            limiter.Dispose();
        }
    }

    private static PartitionedRateLimiter<string> Limiter(Rate rate) => PartitionedRateLimiter.Create<string, string>(key =>
        rate.IsOff
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(rate)));

    private static TokenBucketRateLimiterOptions Bucket(Rate rate)
    {
        // A few at a time rather than all at once, as far as they can be divided.
        var steps = Math.Min(Steps, rate.Permits);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate.Burst,
            TokensPerPeriod = Math.Max(1, rate.Permits / steps),
            ReplenishmentPeriod = rate.Period / (rate.Permits / Math.Max(1, rate.Permits / steps)),
            AutoReplenishment = true,
            QueueLimit = 0,
        };
    }
}
