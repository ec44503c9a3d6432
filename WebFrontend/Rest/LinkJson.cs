using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.WebFrontend.Rest;

/// <summary>A link to another resource, or to what may be done next.</summary>
/// <param name="Method">How it is asked for; null: GET.</param>
public sealed record LinkJson(string Href, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Method = null)
{
    /// <summary>As the member <c>_links</c> of an object that is being written.</summary>
    /// <param name="pathBase">What this server lies under.</param>
    internal static void Write(Utf8JsonWriter json, PathString pathBase, IReadOnlyDictionary<string, LinkJson> links)
    {
        json.WriteStartObject("_links");
        foreach (var (rel, link) in links)
        {
            json.WriteStartObject(rel);
            json.WriteString("href", pathBase + link.Href);
            if (link.Method is not null)
            {
                json.WriteString("method", link.Method);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
