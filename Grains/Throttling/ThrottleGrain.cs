using Parley.Throttling;

namespace Parley.Grains.Throttling;

[GrainType("throttle"), CollectionAgeLimit(Minutes = 2)]
public sealed class ThrottleGrain(TimeProvider clock) : Grain, IThrottleGrain
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

        return Task.FromResult(_counter.Take(wanted, clock.GetUtcNow()));
    }
}
