using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Parley.WebFrontend.Rest;

/// <summary>What operations take because of conventions that their routes follow: in the document, as parameters.</summary>
internal static class OpenApiConventions
{
    private static readonly string[] Numbers = ["limit", "offset", "page", "per_page"];

    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (context.Description.HttpMethod == HttpMethods.Post && !metadata.OfType<IAllowAnonymous>().Any())
        {
            Add(operation, IdempotencyKeys.Header, ParameterLocation.Header, "New for each request; repeated with the same body it is done once.", Text());
        }

        if (metadata.OfType<Views>().FirstOrDefault() is { } views)
        {
            Add(operation, Views.Parameter, ParameterLocation.Query, "The form of it.", OneOf(views.Names));
        }

        if (metadata.OfType<Listed>().FirstOrDefault() is { } list)
        {
            Add(operation, "sortby", ParameterLocation.Query, "Each of these is also a filter of that name.", OneOf(list.Fields));
            Add(operation, "order", ParameterLocation.Query, "", OneOf("asc", "desc"));
            foreach (var name in Numbers)
            {
                Add(operation, name, ParameterLocation.Query, "", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = name == "offset" ? "0" : "1" });
            }
        }

        return Task.CompletedTask;
    }

    private static void Add(OpenApiOperation operation, string name, ParameterLocation place, string description, OpenApiSchema schema)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.All(parameter => parameter.Name != name))
        {
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = place, Description = description.Length > 0 ? description : null, Schema = schema });
        }
    }

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema OneOf(params string[] values) => new() { Type = JsonSchemaType.String, Enum = [.. values.Select(value => (System.Text.Json.Nodes.JsonNode)value)] };
}
