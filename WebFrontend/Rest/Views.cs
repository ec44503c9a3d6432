using System.Text.Json.Nodes;
using Parley.Errors;

namespace Parley.WebFrontend.Rest;

/// <summary>A value that a field may have, and what it is called.</summary>
internal sealed record Choice(string Value, string Title);

/// <summary>A field of an edit form: JSON name in the body of the change, kind of its value, and what is taken.</summary>
/// <param name="Type"><c>string</c>, <c>text</c> (of several lines), <c>number</c>, <c>boolean</c> or <c>choice</c>.</param>
internal sealed record FormField(string Name, string Type, string Title)
{
    /// <summary>Characters.</summary>
    public int? MaxLength { get; init; }

    public long? Min { get; init; }

    public long? Max { get; init; }

    public bool Required { get; init; }

    public Choice[]? Choices { get; init; }

    /// <summary>As JSON, with what it is now.</summary>
    public JsonObject Of(JsonNode? value)
    {
        var json = new JsonObject { ["name"] = Name, ["type"] = Type, ["title"] = Title, ["value"] = value?.DeepClone(), ["required"] = Required };
        foreach (var (name, limit) in ((string, long?)[])[("maxLength", MaxLength), ("min", Min), ("max", Max)])
        {
            if (limit is { } number)
            {
                json[name] = number;
            }
        }

        if (Choices is not null)
        {
            json["choices"] = new JsonArray([.. Choices.Select(choice => new JsonObject { ["value"] = choice.Value, ["title"] = choice.Title })]);
        }

        return json;
    }
}

/// <summary>
/// The forms of a resource, chosen by <c>?view=</c>: <c>list</c>, the few fields that a list shows; <c>detail</c>, all of them; <c>edit</c>, a form with what may be changed, what it is
/// now, and what is taken. Metadata of the route.
/// </summary>
/// <param name="List">JSON names of the fields of the list form.</param>
/// <param name="Edit">Empty: it cannot be changed.</param>
internal sealed record Views(string[] List, FormField[] Edit)
{
    public const string Parameter = "view";

    /// <summary>Link that an answer has if the caller may change it; it says how.</summary>
    private const string EditLink = "edit";

    public string[] Names => Edit.Length > 0 ? ["list", "detail", "edit"] : ["list", "detail"];

    /// <summary>What is wrong with the question; null: nothing.</summary>
    public static Error? Fault(HttpContext context, Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Views>() is { } views && Asked(context) is { Length: > 0 } view && !views.Names.Contains(view)
            ? ErrorCatalog.InvalidField(Parameter, $"Must be one of {string.Join(", ", views.Names)}.")
            : null;

    /// <summary>The answer in the form that was asked for. Refused: there is no edit form for who may not edit.</summary>
    public static Outcome<JsonNode?> Shape(HttpContext context, Endpoint endpoint, Func<JsonNode?> answer)
    {
        if (endpoint.Metadata.GetMetadata<Views>() is not { } views || Asked(context) is not ("list" or "edit"))
        {
            return (JsonNode?)null;
        }

        return Asked(context) == "list" ? views.ListOf(answer()) : views.FormOf(answer());
    }

    private static string Asked(HttpContext context) => context.Request.Query[Parameter].ToString();

    private JsonNode? ListOf(JsonNode? answer) => answer switch
    {
        JsonArray items => new JsonArray([.. items.Select(ListOf)]),
        JsonObject item => new JsonObject(List.Where(item.ContainsKey).Select(field => KeyValuePair.Create(field, item[field]?.DeepClone()))),
        _ => answer?.DeepClone(),
    };

    private Outcome<JsonNode?> FormOf(JsonNode? answer) => answer?["_links"]?[EditLink] is not { } action
        ? ErrorCatalog.Error(ErrorCatalog.Forbidden)
        : new JsonObject
        {
            ["action"] = action.DeepClone(),
            ["fields"] = new JsonArray([.. Edit.Select(field => field.Of(answer[field.Name]))]),
        };
}

internal static class ViewRoutes
{
    /// <summary>The route answers with a resource, or a list of it, that has these forms.</summary>
    public static TBuilder WithViews<TBuilder>(this TBuilder route, string[] list, params FormField[] edit)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Views(list, edit));
}
