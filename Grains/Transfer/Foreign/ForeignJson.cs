using System.Text.Json;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>Members of JSON that others have written: what is missing, or of another kind than was thought, is not there.</summary>
internal static class ForeignJson
{
    /// <returns>Null: there is none, or it is empty.</returns>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    public static JsonElement.ArrayEnumerator List(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    public static bool Is(this JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <returns>0: there is none.</returns>
    public static long Number(this JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
}
