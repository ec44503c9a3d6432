using System.Collections.Immutable;

namespace Parley.Faults.History;

/// <summary>A whole history in memory.</summary>
/// <param name="Records">In the order of their times; those of one moment as they stand in the file.</param>
/// <param name="TruncatedLine">Number of a last line that was cut short and left out; null if there was none.</param>
public sealed record RecordedRun(ImmutableArray<HistoryRecord> Records, long? TruncatedLine = null)
{
    /// <summary>As if these records had been read from a file.</summary>
    public static RecordedRun Of(IEnumerable<HistoryRecord> records) =>
        new(InOrder(records.Select((record, i) => record with { Line = i + 1 })));

    /// <exception cref="HistoryException">It is no history.</exception>
    public static async Task<RecordedRun> LoadAsync(string path, CancellationToken cancellation = default)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024, useAsync: true);
        var reader = new HistoryReader(file);
        var records = new List<HistoryRecord>();
        await foreach (var record in reader.ReadAsync(cancellation))
        {
            records.Add(record);
        }

        return new RecordedRun(InOrder(records), reader.TruncatedLine);
    }

    // Threads stamp a record and then queue it, so lines may stand a little out of order. The sort is stable.
    private static ImmutableArray<HistoryRecord> InOrder(IEnumerable<HistoryRecord> records) => [.. records.OrderBy(record => record.At)];
}
