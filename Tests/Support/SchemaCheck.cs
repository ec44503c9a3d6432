using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Tests.Support;

/// <summary>
/// Holds a value against a schema of one of our documents: as much of JSON Schema as they use, and stricter than it. A member that the schema does not name is a
/// fault, as it is something that is not documented.
/// </summary>
/// <param name="document">With <c>components/schemas</c>.</param>
internal sealed class SchemaCheck(JsonObject document)
{
    private const string Prefix = "#/components/schemas/";

    /// <summary>What is wrong, with the path to it; empty: nothing.</summary>
    public IReadOnlyList<string> Faults(JsonNode? schema, JsonElement value)
    {
        var faults = new List<string>();
        Check(schema, value, "", faults);
        return faults;
    }

    /// <summary>Members of an object's schema.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? schema) => Resolved(schema)?["properties"] as JsonObject ?? [];

    /// <summary>The types that a value may have; empty: any.</summary>
    public IReadOnlyList<string> TypesOf(JsonNode? schema) => Types(Resolved(schema)?["type"]);

    /// <summary>Without references, and without the choice of null.</summary>
    private JsonObject? Resolved(JsonNode? schema) =>
        (string?)schema?["$ref"] is { } reference ? document["components"]?["schemas"]?[reference[Prefix.Length..]] as JsonObject
        : schema?["oneOf"] is JsonArray choices ? Resolved(choices.FirstOrDefault(choice => choice?["$ref"] is not null))
        : schema as JsonObject;

    private void Check(JsonNode? schema, JsonElement value, string at, List<string> faults)
    {
        if (schema is not JsonObject { Count: > 0 } wanted)
        {
            return; // anything
        }

        if ((string?)wanted["$ref"] is { } reference)
        {
            var target = document["components"]?["schemas"]?[reference[Prefix.Length..]];
            if (target is null)
            {
                faults.Add($"{at}: {reference} is not in the document");
            }

            Check(target, value, at, faults);
            return;
        }

        if (wanted["oneOf"] is JsonArray choices)
        {
            CheckOneOf(choices, value, at, faults);
            return;
        }

        if (Types(wanted["type"]) is { Count: > 0 } types && !types.Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && types.Contains("number")))
        {
            faults.Add($"{at}: is {TypeOf(value)}, not {string.Join(" or ", types)}");
            return;
        }

        if ((wanted["const"] is { } only && !JsonElement.DeepEquals(JsonSerializer.SerializeToElement(only), value)) || (wanted["enum"] is JsonArray names && !names.Any(name => name?.ToString() == value.ToString())))
        {
            faults.Add($"{at}: is none of the values that there are: {value}");
        }

        if ((string?)wanted["format"] == "date-time" && value.ValueKind == JsonValueKind.String && !(value.TryGetDateTimeOffset(out var time) && time.Offset == TimeSpan.Zero && value.ToString().EndsWith('Z')))
        {
            faults.Add($"{at}: is no time in UTC: {value}");
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckMembers(wanted, value, at, faults);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                var place = wanted["prefixItems"] is JsonArray places ? index < places.Count ? places[index] : false : wanted["items"];
                Check(place, item, $"{at}[{index++}]", faults);
            }
        }
    }

    private void CheckMembers(JsonObject wanted, JsonElement value, string at, List<string> faults)
    {
        var members = wanted["properties"] as JsonObject;
        foreach (var required in (wanted["required"] as JsonArray ?? []).Select(name => (string)name!).Where(name => !value.TryGetProperty(name, out _)))
        {
            faults.Add($"{at}: {required} is missing");
        }

        foreach (var member in value.EnumerateObject())
        {
            if (members?[member.Name] is { } known)
            {
                Check(known, member.Value, $"{at}.{member.Name}", faults);
            }
            else if (members?.ContainsKey(member.Name) != true && wanted["additionalProperties"] is { } others)
            {
                Check(others as JsonObject, member.Value, $"{at}.{member.Name}", faults);
            }
            else if (members?.ContainsKey(member.Name) != true)
            {
                faults.Add($"{at}: {member.Name} is not documented");
            }
        }
    }

    /// <summary>Tells what is wrong with the one that is meant: of the same kind, if they have kinds.</summary>
    private void CheckOneOf(JsonArray choices, JsonElement value, string at, List<string> faults)
    {
        var tried = choices.Select(choice => (Choice: choice, Faults: Faults(choice, value))).ToList();
        if (tried.Count(one => one.Faults.Count == 0) == 1)
        {
            return;
        }

        var meant = tried.FirstOrDefault(one => one.Faults.Count > 0 && !one.Faults.Any(fault => fault.StartsWith(".kind:", StringComparison.Ordinal) || fault.StartsWith(": is ", StringComparison.Ordinal)));
        faults.Add(meant.Faults is null ? $"{at}: is not one of the choices: {Short(value)}" : $"{at}{meant.Faults[0]}");
    }

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 200 } text ? text[..200] : value.GetRawText();

    private static List<string> Types(JsonNode? type) => type switch
    {
        JsonArray many => [.. many.Select(one => (string)one!)],
        JsonValue one => [(string)one!],
        _ => [],
    };

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        _ => "null",
    };
}
