using System.Text.Json;

namespace Parley.WebFrontend.Hooks.Formats;

/// <summary>Reads JSON of which nothing is sure: what is not there, or is something else, is nothing.</summary>
internal static class JsonReading
{
    public static JsonElement At(this JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A text or a number; null: neither, or an empty text.</summary>
    public static string? Text(this JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.String => json.GetString() is { Length: > 0 } text ? text : null,
                JsonValueKind.Number => json.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }

    public static string? Text(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            json = json.At(name);
        }

        return json.Text();
    }

    /// <summary>Written as it should be, or as 1.</summary>
    public static bool IsTrue(this JsonElement json, string name) => json.At(name).ValueKind == JsonValueKind.True || json.Text(name) == "1";

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) => json.At(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static long? Number(this JsonElement json, string name) =>
        double.TryParse(json.Text(name), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 ? (long)number : null;
}
