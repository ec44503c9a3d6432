using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Parley.Errors;
using Parley.WebFrontend.Caching;
using Parley.WebFrontend.Proxies;
using Parley.WebFrontend.Wire;

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
            options.AddSchemaTransformer(Mend);
        });
        return builder;
    }

    public static void MapRestDocument(this IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous().WithMetadata(new CachedAttribute(seconds: 600));

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo { Title = "Parley", Version = ApiVersions.Current, Description = "Rooms, messages, people. Unknown fields are ignored, fields and enum values may be added. See docs/protocol.md." };
        document.Servers = [new OpenApiServer { Url = context.ApplicationServices.GetRequiredService<IOptions<ProxyOptions>>().Value.PathBase ?? "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An access token." },
            [Cookie] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "parley_session", Description = "The session cookie of a browser; __Host-parley_session over TLS." },
        };
        document.Components.Responses = Statuses.ToDictionary(status => Refused + Text(status), status => (IOpenApiResponse)new OpenApiResponse
        {
            Description = Meaning(status),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, document), Example = ProblemExample(status) },
            },
        });
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = ProblemSchema();
        AddShapes(document);
        foreach (var body in OperationsOf(document).SelectMany(operation => operation.RequestBody?.Content?.Values ?? []))
        {
            MayBeLeftOut(body.Schema, []);
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<OpenApiOperation> OperationsOf(OpenApiDocument document) =>
        document.Paths.Values.SelectMany(path => path.Operations is { } operations ? operations.Values : Enumerable.Empty<OpenApiOperation>());

    /// <summary>Schemas of the answers that are written by hand, and of what they hold.</summary>
    private static void AddShapes(OpenApiDocument document)
    {
        document.Components!.Schemas!.Remove(nameof(JsonShape));
        var used = OperationsOf(document).SelectMany(operation => operation.Responses is { } responses ? responses.Values : Enumerable.Empty<IOpenApiResponse>())
            .SelectMany(response => response.Content?.Values ?? []).Select(content => content.Schema).OfType<OpenApiSchemaReference>().Select(schema => schema.Reference.Id!);
        foreach (var name in Shapes.With(used))
        {
            document.Components.Schemas[name] = OpenApiModelFactory.Parse<OpenApiSchema>(Shapes.All[name]!.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out _, "json")!;
        }
    }

    /// <summary>A member of a body that may be null may as well be missing.</summary>
    private static void MayBeLeftOut(IOpenApiSchema? schema, HashSet<IOpenApiSchema> seen)
    {
        var body = schema is OpenApiSchemaReference reference ? reference.Target : schema;
        if (body is not OpenApiSchema own || !seen.Add(own))
        {
            return;
        }

        foreach (var (name, member) in own.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (member.Type is not { } type || type.HasFlag(JsonSchemaType.Null))
            {
                own.Required?.Remove(name);
            }

            MayBeLeftOut(member, seen);
        }

        MayBeLeftOut(own.Items, seen);
        foreach (var one in own.OneOf ?? [])
        {
            MayBeLeftOut(one, seen);
        }
    }

    /// <summary>What may be missing is not required; numbers are numbers and times are texts: that we also take numbers as text is no part of the contract.</summary>
    private static Task Mend(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        foreach (var member in context.JsonTypeInfo.Properties)
        {
            if (member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }])
            {
                schema.Required?.Remove(member.Name); // missing where there is nothing
            }
        }

        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var isNullable = type != context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | (isNullable ? JsonSchemaType.Null : 0);
        }
        else if (schema.Type is { } types && (types & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            (schema.Type, schema.Pattern) = (types & ~JsonSchemaType.String, null);
        }

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

        Exemplify(operation, context, metadata.OfType<WritesAttribute>().FirstOrDefault()?.Shape);
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

    /// <summary>Examples of body and answers; and the schema of answers that are written by hand.</summary>
    private static void Exemplify(OpenApiOperation operation, OpenApiOperationTransformerContext context, string? shape)
    {
        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
        {
            content.Example = Examples.Body(operation.OperationId);
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status[0] == '2' && response.Content?.TryGetValue("application/json", out var content) == true)
            {
                content.Schema = shape is null ? content.Schema : new OpenApiSchemaReference(shape, context.Document);
                content.Example = Examples.Answer(operation.OperationId);
            }
        }
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    /// <summary>The codes that have this status.</summary>
    private static string Meaning(int status) =>
        "Refused: " + string.Join(", ", ErrorCatalog.Kinds.Where(kind => kind.Value.Status == status).Select(kind => kind.Key).Order(StringComparer.Ordinal)) + ".";

    /// <summary>Of one of the codes.</summary>
    private static System.Text.Json.Nodes.JsonObject ProblemExample(int status)
    {
        var (code, kind) = ErrorCatalog.Kinds.Where(kind => kind.Value.Status == status).OrderBy(kind => kind.Key, StringComparer.Ordinal).First();
        return new()
        {
            ["type"] = "about:blank", ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), ["status"] = status, ["error"] = kind.Sentence, ["code"] = code, ["requestId"] = "0HNHT0Q2D4A5V:00000001",
        };
    }

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
