using System.Text.Json.Nodes;

namespace Parley.WebFrontend.Wire;

/// <summary>
/// Schemas (JSON Schema 2020-12) of all that is written by hand, for those who read our documents: events, messages, what is one's own, pushes. They stand in
/// <c>shapes.json</c>; tests hold what the server really writes against them.
/// </summary>
public static class Shapes
{
    private const string Prefix = "#/components/schemas/";

    private static readonly Lazy<JsonObject> Parsed = new(() =>
    {
        using var stream = typeof(Shapes).Assembly.GetManifestResourceStream("shapes.json")!;
        return (JsonObject)JsonNode.Parse(stream)!;
    });

    /// <summary>Schemas by name. Not to be changed: take clones.</summary>
    public static JsonObject All => Parsed.Value;

    /// <summary>These and all that they refer to, in the order of <c>shapes.json</c>.</summary>
    public static IEnumerable<string> With(IEnumerable<string> names)
    {
        var wanted = new HashSet<string>();
        var open = new Stack<string>(names);
        while (open.TryPop(out var name))
        {
            if (All[name] is { } schema && wanted.Add(name))
            {
                foreach (var other in References(schema))
                {
                    open.Push(other);
                }
            }
        }

        return All.Select(one => one.Key).Where(wanted.Contains);
    }

    /// <summary>How a schema is referred to.</summary>
    public static JsonObject Reference(string name) => new() { ["$ref"] = Prefix + name };

    private static IEnumerable<string> References(JsonNode? schema) => schema switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "$ref", Value: { } target } ? [((string)target!)[Prefix.Length..]] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}

/// <summary>Metadata of a route whose answer is written by hand: the name of its schema in <see cref="Shapes"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WritesAttribute(string shape) : Attribute
{
    /// <summary>For all successes of the route that have a body.</summary>
    public string Shape => shape;
}
