using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Benchmarks.Micro;

/// <summary>What one run of the micro-benchmarks found, as it is kept in baseline.json.</summary>
/// <param name="Benchmarks">By name, as <c>Encode.RawJson</c>.</param>
public sealed record Measurements(SortedDictionary<string, Measurement> Benchmarks)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <exception cref="JsonException">It is none.</exception>
    public static Measurements Read(string json) => JsonSerializer.Deserialize<Measurements>(json, Options) ?? throw new JsonException("Measurements are an object.");

    public string Write() => JsonSerializer.Serialize(this, Options) + "\n";
}

/// <param name="Bytes">Allocated by one operation.</param>
/// <param name="Time">Median of one operation, as a ratio to <see cref="Reference"/> in the same run; null: not to be compared.</param>
public sealed record Measurement(double Bytes, double? Time);
