using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Parley.Grains.Transfer;

/// <summary>Reads the lines of an export.</summary>
internal static class ExportReader
{
    /// <summary>All lines, each with its number, from 1 on.</summary>
    /// <exception cref="TransferException">A line is none of an export's.</exception>
    public static async IAsyncEnumerable<(long Number, ExportLine Line)> LinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(path);
        for (var number = 1L; await reader.ReadLineAsync(cancellation) is { } text; number++)
        {
            if (Parse(text) is { } line)
            {
                yield return (number, line);
                continue;
            }

            var wasCutOff = number > 1 && await reader.ReadLineAsync(cancellation) is null;
            throw new TransferException(wasCutOff
                ? $"Line {number} of {path} cannot be read. It is the last one: the file was cut off. Copy it again, or export anew."
                : $"Line {number} of {path} cannot be read: it is no line of an export. Copy the file again, or export anew.");
        }
    }

    private static ExportLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ExportJson.Default.ExportLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
