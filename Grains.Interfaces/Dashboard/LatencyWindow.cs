using System.Numerics;

namespace Parley.Dashboard;

/// <summary>
/// How long something took during the last minute: a histogram with a relative error of at most 1/8, from a microsecond to
/// more than a minute. Recording takes no lock, and allocates nothing but a new table every five seconds.
/// </summary>
public sealed class LatencyWindow(TimeProvider clock)
{
    private const int StepSeconds = 5;
    private const int Steps = 60 / StepSeconds;

    /// <summary>Eight buckets for each doubling: three bits behind the leading one.</summary>
    private const int Bits = 3;
    private const int Buckets = (28 - Bits) << Bits;

    private readonly TimeRing<int[]> _counts = new(clock, TimeSpan.FromSeconds(StepSeconds), Steps, static () => new int[Buckets]);

    /// <param name="took">Negative (clocks of two hosts that differ) counts as nothing.</param>
    public void Record(TimeSpan took) => Interlocked.Increment(ref _counts.Current()[BucketOf((long)took.TotalMicroseconds)]);

    /// <summary>Percentiles of what was recorded during the last minute, in milliseconds; null if nothing was.</summary>
    public Percentiles? Read()
    {
        var sums = new long[Buckets];
        foreach (var counts in _counts.Last(withCurrent: true))
        {
            for (var i = 0; i < Buckets; i++)
            {
                sums[i] += Volatile.Read(ref counts[i]);
            }
        }

        var total = sums.Sum();
        return total == 0 ? null : new Percentiles(At(sums, total, 0.5), At(sums, total, 0.99));
    }

    private static double At(long[] sums, long total, double quantile)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(total * quantile));
        for (var i = 0; ; i++)
        {
            wanted -= sums[i];
            if (wanted <= 0)
            {
                return MiddleOf(i) / 1000.0;
            }
        }
    }

    private static int BucketOf(long microseconds)
    {
        var value = (ulong)Math.Max(0, microseconds);
        if (value < 1 << Bits)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2(value) - Bits;
        return Math.Min(Buckets - 1, (int)(((ulong)(shift + 1) << Bits) + (value >> shift) - (1 << Bits)));
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < 1 << Bits)
        {
            return bucket;
        }

        var shift = (bucket >> Bits) - 1;
        var from = (long)((bucket & ((1 << Bits) - 1)) + (1 << Bits)) << shift;
        return from + ((1L << shift) / 2.0);
    }
}

/// <summary>In milliseconds.</summary>
[GenerateSerializer, Immutable, Alias("parley.dashboard.percentiles")]
public sealed record Percentiles([Id(0)] double P50, [Id(1)] double P99);
