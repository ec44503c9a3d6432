using System.Diagnostics.Metrics;
using Parley.Dashboard;

namespace Parley.Jobs;

/// <summary>What a worker counts: instruments of the meter <c>Parley</c>, all by <c>kind</c>. May be called from any thread.</summary>
public sealed class JobMetrics
{
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _attempts, _lost;
    private readonly Histogram<double> _duration;

    public JobMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Tally.MeterName);
        _active = meter.CreateUpDownCounter<long>("parley.jobs.active", "{job}", "Jobs that this silo is doing.");
        _attempts = meter.CreateCounter<long>("parley.jobs.attempts", "{attempt}", "Attempts that have ended, by what state the job is in after them.");
        _duration = meter.CreateHistogram<double>("parley.jobs.duration", "s", "How long attempts took, without the time that the job waited.");
        _lost = meter.CreateCounter<long>("parley.jobs.lost", "{attempt}", "Attempts whose outcome was not written: the job had been taken back, or given to another worker.");
    }

    /// <summary>An attempt begins.</summary>
    internal void Begins(string kind) => _active.Add(1, Kind(kind));

    /// <summary>An attempt has ended.</summary>
    /// <param name="state">What was written; null: nothing.</param>
    internal void Ends(string kind, JobState? state, TimeSpan took)
    {
        _active.Add(-1, Kind(kind));
        _duration.Record(took.TotalSeconds, Kind(kind));
        if (state is { } written)
        {
            _attempts.Add(1, Kind(kind), new("state", JobNames.Of(written)));
        }
        else
        {
            _lost.Add(1, Kind(kind));
        }
    }

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);
}
