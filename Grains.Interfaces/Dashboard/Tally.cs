using System.Diagnostics.Metrics;

namespace Parley.Dashboard;

/// <summary>A number that only rises: an instrument for whoever collects metrics, and its value for the dashboard.</summary>
public sealed class Tally(Meter meter, string name, string unit, string description)
{
    /// <summary>Name of the meter that all instruments of Parley belong to.</summary>
    public const string MeterName = "Parley";

    private readonly Counter<long> _counter = meter.CreateCounter<long>(name, unit, description);
    private long _value;

    public long Value => Volatile.Read(ref _value);

    public void Add(long count)
    {
        Interlocked.Add(ref _value, count);
        _counter.Add(count);
    }

    /// <param name="tag">Counted apart by whoever collects metrics; the value here is the sum.</param>
    public void Add(long count, KeyValuePair<string, object?> tag)
    {
        Interlocked.Add(ref _value, count);
        _counter.Add(count, tag);
    }
}
