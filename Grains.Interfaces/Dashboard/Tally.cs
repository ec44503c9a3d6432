using System.Diagnostics.Metrics;

namespace Parley.Dashboard;

/// <summary>A number that only rises: an instrument for whoever collects metrics, and its value for the dashboard.</summary>
public sealed class Tally
{
    /// <summary>Name of the meter that all instruments of Parley belong to.</summary>
    public const string MeterName = "Parley";

    /// <summary>Null: the sum is all that there is, and is looked at by who collects; so it is there from the beginning, as 0.</summary>
    private readonly Counter<long>? _byTag;
    private long _value;

    /// <param name="isByTag">True: counts are told apart by a tag.</param>
    public Tally(Meter meter, string name, string unit, string description, bool isByTag = false)
    {
        if (isByTag)
        {
            _byTag = meter.CreateCounter<long>(name, unit, description);
        }
        else
        {
            meter.CreateObservableCounter(name, () => Value, unit, description);
        }
    }

    public long Value => Volatile.Read(ref _value);

    public void Add(long count) => Interlocked.Add(ref _value, count);

    /// <summary>Only of one that counts by tag.</summary>
    /// <param name="tag">Counted apart by whoever collects metrics; the value here is the sum.</param>
    public void Add(long count, KeyValuePair<string, object?> tag)
    {
        Interlocked.Add(ref _value, count);
        _byTag!.Add(count, tag);
    }
}
