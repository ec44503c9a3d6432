using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Parley.Errors;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Rest;

/// <summary>
/// An <c>ETag</c> on every JSON answer to a GET: 304 to who has it already (<c>If-None-Match</c>), and 412 to who wants to change something that is another by now
/// (<c>If-Match</c>: the tag of a GET of the same address). The latter is looked at just before the change; routes that can compare in one step with it get what was read
/// (<see cref="Expected{T}"/>).
/// </summary>
internal sealed class EntityTags(EndpointDataSource endpoints)
{
    private static readonly object Read = new();

    private readonly Lazy<Dictionary<string, Endpoint>> _reads = new(() => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true)
        .GroupBy(route => Key(route.RoutePattern)).ToDictionary(group => group.Key, group => (Endpoint)group.First()));

    public async Task Invoke(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context);
        }
        else if (HttpMethods.IsGet(context.Request.Method) && Acceptance.TypesOf(endpoint).Contains("application/json"))
        {
            await TagAsync(context, endpoint, next);
        }
        else if (context.Request.Headers.IfMatch.Count > 0 && !HttpMethods.IsGet(context.Request.Method) && !await MayChangeAsync(context, endpoint))
        {
            await ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.PreconditionFailed));
        }
        else
        {
            await next(context);
        }
    }

    private static async Task TagAsync(HttpContext context, Endpoint endpoint, RequestDelegate next)
    {
        var asked = ListQuery.Of(context, endpoint);
        if ((asked.Error ?? Views.Fault(context, endpoint)) is { } fault)
        {
            await ErrorResults.WriteAsync(context, fault);
            return;
        }

        var (response, body) = (context.Response, context.Response.Body);
        using var written = new MemoryStream();
        response.Body = written;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = body;
        }

        var answer = written.ToArray();
        if (response.StatusCode == StatusCodes.Status200OK && response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
        {
            answer = asked.Value!.Shape(context, answer);
            var view = Views.Shape(context, endpoint, () => JsonNode.Parse(answer));
            if (view.IsError)
            {
                response.ContentLength = null;
                await ErrorResults.WriteAsync(context, view.Error);
                return;
            }

            answer = view.Value is { } shaped ? JsonSerializer.SerializeToUtf8Bytes(shaped, ListQuery.Plain) : answer;
            response.ContentLength = null;
            response.Headers.ETag = Tag(answer);
            if (response.Headers.CacheControl.Count == 0)
            {
                response.Headers.CacheControl = "private, no-cache";
            }

            if (Names(context.Request.Headers.IfNoneMatch, Tag(answer)))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                return;
            }
        }

        await body.WriteAsync(answer, context.RequestAborted);
    }

    /// <summary>True also where there is nothing to read: then the route itself says what is wrong.</summary>
    private async Task<bool> MayChangeAsync(HttpContext context, RouteEndpoint endpoint)
    {
        if (!_reads.Value.TryGetValue(Key(endpoint.RoutePattern), out var read))
        {
            return false;
        }

        using var written = new MemoryStream();
        var inner = new DefaultHttpContext { RequestServices = context.RequestServices, User = context.User, RequestAborted = context.RequestAborted, TraceIdentifier = context.TraceIdentifier };
        (inner.Request.Method, inner.Request.Path, inner.Request.Scheme, inner.Request.Host) = (HttpMethods.Get, context.Request.Path, context.Request.Scheme, context.Request.Host);
        inner.Request.RouteValues = new RouteValueDictionary(context.Request.RouteValues);
        inner.Response.Body = written;
        inner.SetEndpoint(read);
        await read.RequestDelegate!(inner);
        if (inner.Response.StatusCode != StatusCodes.Status200OK)
        {
            return true;
        }

        context.Items[Read] = written.ToArray();
        return Names(context.Request.Headers.IfMatch, Tag(written.ToArray()));
    }

    /// <summary>What the resource was when <c>If-Match</c> was found to name it, and must still be when it is changed; null: whatever it is.</summary>
    public static T? Expected<T>(HttpContext context)
        where T : class =>
        context.Items[Read] is byte[] read && context.Request.Headers.IfMatch != "*"
            ? JsonSerializer.Deserialize<T>(read, context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions)
            : null;

    private static string Tag(byte[] body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";

    private static bool Names(Microsoft.Extensions.Primitives.StringValues header, string tag) =>
        EntityTagHeaderValue.TryParseList(header, out var tags) && tags.Any(one => one.Tag == "*" || (one.Tag == tag && !one.IsWeak));

    private static string Key(RoutePattern pattern) => (pattern.RawText ?? "").TrimEnd('/');
}
