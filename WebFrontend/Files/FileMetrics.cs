using System.Diagnostics.Metrics;
using Parley.Dashboard;

namespace Parley.WebFrontend.Files;

/// <summary>What sweeps of files count.</summary>
internal sealed class FileMetrics
{
    private readonly Counter<long> _swept;
    private long _left;

    public FileMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Tally.MeterName);
        _swept = meter.CreateCounter<long>("parley.files.swept", "{file}", "Files that nobody knew, erased by sweeps of this frontend.");
        meter.CreateObservableGauge("parley.files.unknown", () => Volatile.Read(ref _left), "{file}", "Files that nobody knows and that the last sweep of this frontend has left: because it is not long enough since, or because they are too many.");
    }

    /// <summary>A sweep has ended.</summary>
    /// <param name="left">Nobody's, and not erased.</param>
    public void Swept(long erased, long left)
    {
        _swept.Add(erased);
        Volatile.Write(ref _left, left);
    }
}
