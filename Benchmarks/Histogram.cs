using System.Numerics;

namespace Parley.Benchmarks;

/// <summary>Counts durations in buckets of 1/16 of a power of two of microseconds: quantiles within 6 %. Not thread-safe; add them up.</summary>
public sealed class Histogram
{
    private const int SubBits = 4;
    private readonly long[] _buckets = new long[64 << SubBits];

    public long Count { get; private set; }

    public void Record(TimeSpan duration)
    {
        var micros = (ulong)Math.Max(1, duration.Ticks / TimeSpan.TicksPerMicrosecond);
        _buckets[Bucket(micros)]++;
        Count++;
    }

    public void Add(Histogram other)
    {
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += other._buckets[i];
        }

        Count += other.Count;
    }

    /// <summary>Milliseconds that this share of all durations does not exceed.</summary>
    public double Quantile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        for (var i = 0; i < _buckets.Length; i++)
        {
            rank -= _buckets[i];
            if (rank <= 0)
            {
                return UpperMicros(i) / 1000.0;
            }
        }

        return 0;
    }

    private static int Bucket(ulong micros)
    {
        var exponent = BitOperations.Log2(micros);
        var sub = exponent <= SubBits ? micros << (SubBits - exponent) : micros >> (exponent - SubBits);
        return (exponent << SubBits) | (int)(sub & ((1 << SubBits) - 1));
    }

    private static double UpperMicros(int bucket)
    {
        var exponent = bucket >> SubBits;
        var sub = bucket & ((1 << SubBits) - 1);
        return Math.Pow(2, exponent) * (1 + ((sub + 1) / (double)(1 << SubBits)));
    }
}
