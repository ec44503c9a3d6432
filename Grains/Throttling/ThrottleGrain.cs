using Parley.Throttling;

namespace Parley.Grains.Throttling;

[GrainType("throttle"), CollectionAgeLimit(Minutes = 2)]
public sealed class ThrottleGrain(BlockedKeys blocked, TimeProvider clock) : Grain, IThrottleGrain
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(2);
    private RateCounter? _counter;

    public Task<ThrottleLease> Take(int wanted, RateTerms terms)
    {
        if (_counter?.Terms != terms)
        {
            _counter = new RateCounter(terms); // the first time, or the setting has changed
        }

        if (_counter.Memory > Age)
        {
            DelayDeactivation(_counter.Memory);
        }

        var now = clock.GetUtcNow();
        var lease = _counter.Take(wanted, now);
        if (lease.Permits == 0)
        {
            var (scope, key) = Name;
            blocked.Note(scope, key, now + lease.RetryAfter);
        }

        return Task.FromResult(lease);
    }

    public Task Reset()
    {
        _counter = null;
        var (scope, key) = Name;
        blocked.Forget(scope, key);
        return Task.CompletedTask;
    }

    private (string Scope, string Key) Name => this.GetPrimaryKeyString() is var name && name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? (name[..slash], name[(slash + 1)..])
        : ("", name);
}
