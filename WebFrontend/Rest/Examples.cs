using System.Text.Json.Nodes;

namespace Parley.WebFrontend.Rest;

/// <summary>Examples of bodies and answers by operation, for the document of the API. They stand in <c>examples.json</c>, which a test prints from calls that it makes.</summary>
internal static class Examples
{
    private static readonly Lazy<JsonObject> Parsed = new(() =>
    {
        using var stream = typeof(Examples).Assembly.GetManifestResourceStream("examples.json")!;
        return (JsonObject)JsonNode.Parse(stream)!;
    });

    /// <summary>Null: there is none.</summary>
    public static JsonNode? Body(string? operation) => Of(operation, "body");

    /// <summary>Null: there is none.</summary>
    public static JsonNode? Answer(string? operation) => Of(operation, "answer");

    private static JsonNode? Of(string? operation, string part) => operation is null ? null : Parsed.Value[operation]?[part]?.DeepClone();
}
