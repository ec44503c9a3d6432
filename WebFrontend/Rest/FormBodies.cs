using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Parley.Errors;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Rest;

/// <summary>
/// Takes bodies that are not <c>application/json</c> by name but say the same: forms (urlencoded and multipart, a field for each member), and merge patches (RFC 7396)
/// where a PATCH takes JSON. Routes know of JSON alone.
/// </summary>
internal static class FormBodies
{
    private const string Json = "application/json";
    private const string MergePatch = "application/merge-patch+json";

    /// <summary>No route takes more members than that. How long a body may be is decided for all of them; none of it goes to the disk.</summary>
    private static readonly FormOptions Limits = new() { ValueCountLimit = 100, KeyLengthLimit = 100, MultipartHeadersCountLimit = 8, MemoryBufferThreshold = int.MaxValue };

    private static readonly object Original = new();
    private static readonly PathString Api = "/api";

    /// <summary>Whether the body came as a form: then a page of another site may have had a browser send it.</summary>
    public static bool IsForm(HttpContext context) => context.Items[Original] is string type && !IsType(type, MergePatch);

    /// <summary>Whether the body came as a merge patch, and the route takes it.</summary>
    public static bool IsMergePatch(HttpContext context) => context.Items[Original] is string type && IsType(type, MergePatch) && BodyType(context) is not null;

    /// <summary>Comes before routing, which would refuse the media type.</summary>
    public static Task Announce(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.ContentType is { } type && request.Path.StartsWithSegments(Api) && !HttpMethods.IsGet(request.Method)
            && (request.HasFormContentType || (IsType(type, MergePatch) && HttpMethods.IsPatch(request.Method))))
        {
            context.Items[Original] = type;
            request.ContentType = Json;
        }

        return next(context);
    }

    /// <summary>Comes after routing: what is no JSON for the route is again what it was.</summary>
    public static Task Settle(HttpContext context, RequestDelegate next)
    {
        if (context.Items[Original] is string type && BodyType(context) is null)
        {
            context.Request.ContentType = type;
            context.Items.Remove(Original);
        }

        return next(context);
    }

    /// <summary>Comes last: the form is read and is JSON from here on.</summary>
    public static async Task Convert(HttpContext context, RequestDelegate next)
    {
        if (IsForm(context) && BodyType(context) is { } body)
        {
            var request = context.Request;
            request.ContentType = (string)context.Items[Original]!;
            IFormCollection form;
            try
            {
                form = await new FormFeature(request, Limits).ReadFormAsync(context.RequestAborted);
            }
            catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested))
            {
                await ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.Malformed, "The form cannot be read: it is broken, or has too many or too long fields."));
                return;
            }

            var json = JsonSerializer.SerializeToUtf8Bytes(ToJson(form, body));
            (request.Body, request.ContentType, request.ContentLength) = (new MemoryStream(json), Json, json.Length);
        }

        await next(context);
    }

    /// <summary>The fields as members, each of the type that the body has under that name; a value that does not fit is left as text and refused as JSON would be.</summary>
    internal static JsonObject ToJson(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> form, Type body)
    {
        var members = body.GetProperties().ToDictionary(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name), member => member.PropertyType, StringComparer.OrdinalIgnoreCase);
        var json = new JsonObject();
        foreach (var (name, values) in form)
        {
            var type = members.GetValueOrDefault(name, typeof(string));
            type = Nullable.GetUnderlyingType(type) ?? type;
            json[name] = type.IsArray ? new JsonArray([.. values.Select(value => Value(value ?? "", type.GetElementType()!))])
                : values.Count == 1 ? Value(values[0] ?? "", type)
                : new JsonArray([.. values.Select(value => (JsonNode?)value)]);
        }

        return json;
    }

    private static JsonNode? Value(string text, Type type)
    {
        if (type == typeof(string))
        {
            return text;
        }

        if (text.Length == 0)
        {
            return null;
        }

        return type == typeof(bool) && bool.TryParse(text, out var flag) ? flag
            : (type == typeof(int) || type == typeof(long)) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : text;
    }

    private static Type? BodyType(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts
        && accepts.ContentTypes.Contains(Json) ? type : null;

    private static bool IsType(string contentType, string type) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed) && string.Equals(parsed.MediaType, type, StringComparison.OrdinalIgnoreCase);
}
