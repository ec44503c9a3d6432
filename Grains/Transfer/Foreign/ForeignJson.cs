using System.Text.Json;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>Members of JSON that others have written: what is missing, or of another kind than was thought, is not there.</summary>
internal static class ForeignJson
{
    /// <returns>Null: there is none, or it is empty.</returns>
    public static string? Text(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    public static JsonElement.ArrayEnumerator List(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : default;

    /// <summary>Those of a list that are texts.</summary>
    public static IEnumerable<string> Texts(this JsonElement element, string name) => element.List(name).Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!);

    public static bool Is(this JsonElement element, string name) => element.Member(name).ValueKind == JsonValueKind.True;

    /// <returns>0: there is none.</returns>
    public static long Number(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : 0;

    /// <returns>Undefined: there is none.</returns>
    public static JsonElement Member(this JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
