using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Parley.Faults.History;

/// <summary>Reads a history line by line.</summary>
public sealed class HistoryReader(Stream file)
{
    /// <summary>Number of a last line that was cut short, because whoever wrote it was killed; null if there is none. Known after the last record.</summary>
    public long? TruncatedLine { get; private set; }

    /// <summary>Each record with its line number.</summary>
    /// <exception cref="HistoryException">A line other than the last is no record.</exception>
    public async IAsyncEnumerable<HistoryRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var lines = new StreamReader(file, leaveOpen: true);
        var next = await lines.ReadLineAsync(cancellation);
        for (var number = 1; next is not null; number++)
        {
            var line = next;
            next = await lines.ReadLineAsync(cancellation);
            if (Parse(line, number, isLast: next is null) is { } record)
            {
                yield return record with { Line = number };
            }
        }
    }

    private HistoryRecord? Parse(string line, long number, bool isLast)
    {
        try
        {
            return JsonSerializer.Deserialize(line, HistoryJson.Default.HistoryRecord)
                ?? throw new HistoryException($"Line {number} is null, not a record.");
        }
        catch (JsonException) when (isLast)
        {
            TruncatedLine = number;
            return null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new HistoryException($"Line {number} is no record of a history: {e.Message}", e);
        }
    }
}
