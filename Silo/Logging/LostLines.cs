using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Parley.Dashboard;
using Serilog.Sinks.Async;

namespace Parley.Silo.Logging;

/// <summary>Counts lines that were lost because they came faster than they could be written.</summary>
public sealed class LostLines : IAsyncLogEventSinkMonitor, IClusterWarning
{
    private readonly ConcurrentDictionary<IAsyncLogEventSinkInspector, bool> _queues = new();

    /// <param name="meters">Null: nobody collects.</param>
    public LostLines(IMeterFactory? meters = null)
    {
        var meter = meters?.Create(Tally.MeterName);
        meter?.CreateObservableCounter("parley.log.lost", () => Count, "{line}", "Lines of the log that were lost because too many waited.");
        meter?.CreateObservableUpDownCounter("parley.log.waiting", () => Waiting, "{line}", "Lines of the log that wait to be written.");
    }

    /// <summary>Since the process started.</summary>
    public long Count => _queues.Keys.Sum(queue => queue.DroppedMessagesCount);

    /// <summary>Lines that wait to be written.</summary>
    public int Waiting => _queues.Keys.Sum(queue => queue.Count);

    /// <inheritdoc/>
    public IEnumerable<string> Current => Count is > 0 and var lost
        ? [string.Create(CultureInfo.InvariantCulture, $"{lost} lines of this process's log were lost: they came faster than they could be written. Log less (Parley:Logging:Level), or see to the disk.")]
        : [];

    void IAsyncLogEventSinkMonitor.StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queues.TryAdd(inspector, true);

    void IAsyncLogEventSinkMonitor.StopMonitoring(IAsyncLogEventSinkInspector inspector) => _queues.TryRemove(inspector, out _);
}
