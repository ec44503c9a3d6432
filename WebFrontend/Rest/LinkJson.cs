using System.Text.Json.Serialization;

namespace Parley.WebFrontend.Rest;

/// <summary>A link to another resource, or to what may be done next.</summary>
/// <param name="Method">How it is asked for; null: GET.</param>
public sealed record LinkJson(string Href, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Method = null);
