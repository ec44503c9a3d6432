using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Parley.Errors;
using Parley.WebFrontend.Caching;

namespace Parley.WebFrontend.Rest;

/// <summary>The document of the REST API, OpenAPI 3.1, made of the routes; what all of them share is said here: errors, security.</summary>
internal static class OpenApi
{
    private const string Problem = "Problem";
    private const string Refused = "Refused";
    private const string Bearer = "bearer";
    private const string Cookie = "cookie";

    /// <summary>Statuses of refusals that any call may meet, whatever it does.</summary>
    private static readonly int[] Always = [400, 404, 406, 422, 429, 500, 503];

    private static IEnumerable<int> Statuses => ErrorCatalog.Kinds.Values.Select(kind => kind.Status).Distinct().Order();

    public static WebApplicationBuilder AddRestDocument(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(ApiVersions.Current, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer(Describe);
            options.AddOperationTransformer(Complete);
            options.AddOperationTransformer(OpenApiConventions.Describe);
        });
        return builder;
    }

    public static void MapRestDocument(this IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous().WithMetadata(new CachedAttribute(seconds: 600));

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo { Title = "Parley", Version = ApiVersions.Current, Description = "Rooms, messages, people. Unknown fields are ignored, fields and enum values may be added. See docs/protocol.md." };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An access token." },
            [Cookie] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "parley_session", Description = "The session cookie of a browser; __Host-parley_session over TLS." },
        };
        document.Components.Responses = Statuses.ToDictionary(status => Refused + Text(status), status => (IOpenApiResponse)new OpenApiResponse
        {
            Description = Meaning(status),
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, document) } },
        });
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = ProblemSchema();
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        operation.Security = isOpen ? [] :
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Cookie, context.Document)] = [] },
        ];
        if (metadata.OfType<DeprecatedAttribute>().FirstOrDefault() is { } deprecated)
        {
            (operation.Deprecated, operation.Description) = (true, $"{operation.Description} Deprecated: {deprecated.Instead}".TrimStart());
        }

        List<int> statuses = [.. Always, 401, 403];
        if (context.Description.RelativePath!.Contains('{', StringComparison.Ordinal))
        {
            statuses.Add(410);
        }

        if (context.Description.HttpMethod is not ("GET" or "HEAD"))
        {
            statuses.AddRange([409, 412, 413, 415]);
        }

        operation.Responses ??= new OpenApiResponses();
        foreach (var status in statuses.Distinct().Order())
        {
            operation.Responses.TryAdd(Text(status), new OpenApiResponseReference(Refused + Text(status), context.Document));
        }

        return Task.CompletedTask;
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    /// <summary>The codes that have this status.</summary>
    private static string Meaning(int status) =>
        "Refused: " + string.Join(", ", ErrorCatalog.Kinds.Where(kind => kind.Value.Status == status).Select(kind => kind.Key).Order(StringComparer.Ordinal)) + ".";

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457). code is stable; see docs/errors.md.",
        Required = new HashSet<string> { "type", "title", "status", "error", "code", "requestId" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String }, ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer }, ["error"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String }, ["requestId"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["retryAfterMs"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } } },
        },
        Examples = [new System.Text.Json.Nodes.JsonObject
        {
            ["type"] = "https://tools.ietf.org/html/rfc4918#section-11.2", ["title"] = "Unprocessable Entity", ["status"] = 422, ["error"] = "Must be public or private.",
            ["code"] = ErrorCatalog.Invalid, ["errors"] = new System.Text.Json.Nodes.JsonObject { ["visibility"] = new System.Text.Json.Nodes.JsonArray("Must be public or private.") }, ["requestId"] = "0HN…",
        }],
    };
}
