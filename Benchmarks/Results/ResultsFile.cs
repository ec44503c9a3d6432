using System.Text.Json;

namespace Parley.Benchmarks.Results;

/// <summary><c>results.json</c> in a folder: what was measured in one go.</summary>
public static class ResultsFile
{
    private const string Name = "results.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string folder, IReadOnlyList<RunResult> results, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, Name), JsonSerializer.Serialize(results, Json), cancellation);
    }

    /// <exception cref="BenchmarkException">There is none, or it is something else.</exception>
    public static async Task<IReadOnlyList<RunResult>> ReadAsync(string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw new BenchmarkException($"{path} is missing. Measure with --output {folder} first.");
        }

        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<RunResult>>(await File.ReadAllTextAsync(path, cancellation), Json) ?? [];
        }
        catch (JsonException e)
        {
            throw new BenchmarkException($"{path} does not hold results: {e.Message}");
        }
    }
}
