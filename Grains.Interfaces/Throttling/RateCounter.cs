namespace Parley.Throttling;

/// <summary>
/// Counts uses against a rate. Pure; not for two threads at a time. Without a burst by a window that slides in twelfths of the period: what is
/// used in any period is never more than the rate, and comes back a twelfth late at most. With a burst as a token bucket.
/// </summary>
public sealed class RateCounter(RateTerms terms)
{
    private const int Segments = 12;

    /// <summary>Uses by twelfth, the current one and as many before it as a whole period may reach into.</summary>
    private readonly int[] _used = new int[Segments + 1];
    private long _segment = long.MinValue;

    /// <summary>When the bucket will be full again.</summary>
    private DateTimeOffset _full = DateTimeOffset.MinValue;

    public RateTerms Terms => terms;

    /// <summary>After it nothing is remembered that would still matter.</summary>
    public TimeSpan Memory => terms.Burst == 0 ? terms.Period + Segment : terms.Period / terms.Permits * terms.Burst;

    private TimeSpan Segment => terms.Period / Segments;

    /// <summary>Takes up to so many permits.</summary>
    public ThrottleLease Take(int wanted, DateTimeOffset now) => terms.Burst == 0 ? TakeFromWindow(wanted, now) : TakeFromBucket(wanted, now);

    private ThrottleLease TakeFromWindow(int wanted, DateTimeOffset now)
    {
        var segment = now.UtcTicks / Segment.Ticks;
        var steps = _segment == long.MinValue ? _used.Length : Math.Max(0, segment - _segment); // a clock that was set back changes nothing
        for (var step = 0; step < Math.Min(steps, _used.Length); step++)
        {
            _used[Index(segment - step)] = 0;
        }

        _segment = Math.Max(_segment, segment);
        var granted = Math.Max(0, Math.Min(wanted, terms.Permits - _used.Sum()));
        _used[Index(_segment)] += granted;
        return new ThrottleLease(granted, granted > 0 ? TimeSpan.Zero : UntilOldestLeaves(now)) { Left = Math.Max(0, terms.Permits - _used.Sum()) };
    }

    private TimeSpan UntilOldestLeaves(DateTimeOffset now)
    {
        for (var segment = _segment - Segments; ; segment++)
        {
            if (_used[Index(segment)] > 0)
            {
                return TimeSpan.FromTicks(Math.Max(1, ((segment + _used.Length) * Segment.Ticks) - now.UtcTicks));
            }
        }
    }

    private ThrottleLease TakeFromBucket(int wanted, DateTimeOffset now)
    {
        var each = terms.Period / terms.Permits;
        var full = _full > now ? _full : now;
        var free = (int)((now + (each * terms.Burst) - full).Ticks / each.Ticks);
        var granted = Math.Max(0, Math.Min(wanted, free));
        _full = full + (each * granted);
        return new ThrottleLease(granted, granted > 0 ? TimeSpan.Zero : _full - (each * (terms.Burst - 1)) - now) { Left = Math.Max(0, free - granted) };
    }

    private int Index(long segment) => (int)(segment % _used.Length);
}
