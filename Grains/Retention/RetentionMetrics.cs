using System.Diagnostics.Metrics;
using Parley.Dashboard;

namespace Parley.Grains.Retention;

/// <summary>What rules of retention have done, as an instrument of the meter <c>Parley</c>.</summary>
internal sealed class RetentionMetrics
{
    private readonly Counter<long> _deleted;

    public RetentionMetrics(IMeterFactory meters)
    {
        _deleted = meters.Create(Tally.MeterName).CreateCounter<long>("parley.retention.deleted", "{message}", "Messages that were deleted because they were older than they may be.");
        _deleted.Add(0);
    }

    public void Deleted(int messages) => _deleted.Add(messages);
}
