using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Parley.WebFrontend.Pages;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;

namespace Parley.WebFrontend.Proxies;

/// <summary>
/// The path that this server lies under on its host (<see cref="ProxyOptions.PathBase"/>). Inside, addresses are as if there was none; it is taken away where requests
/// come in, and put before what goes out: links, redirects, and what the page asks for.
/// </summary>
internal static partial class BasePath
{
    private static readonly PathString[] Own = [PageHeaders.Hashed, ReferencePage.Path, "/.well-known", "/rooms"];
    private static readonly PathString Api = "/api";

    public static bool IsUsable(string path) =>
        Form().IsMatch(path) && new PathString(path) is var base_ && !ApiPaths.Contains(base_) && !Array.Exists(Own, own => base_.StartsWithSegments(own));

    /// <summary>
    /// Takes it out of the path, unless the proxy has done so. Before anything else looks at the request: secrets in addresses are found by the rest of the path.
    /// </summary>
    public static void Take(IFeatureCollection features, PathString pathBase)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        request.PathBase = pathBase.Value!;
        if (new PathString(request.Path).StartsWithSegments(pathBase, out var rest))
        {
            request.Path = rest.Value!;
        }
    }

    /// <summary>
    /// What is under <c>/chat</c> is under <c>/chat/</c>, for relative addresses and for the service worker; and where the API says that something is, it is for the caller.
    /// </summary>
    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!request.Path.HasValue)
        {
            if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            {
                context.Response.Redirect(request.PathBase.ToUriComponent() + "/" + request.QueryString.ToUriComponent(), permanent: true, preserveMethod: true);
                return Task.CompletedTask;
            }

            request.Path = "/";
        }

        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (headers.Location.ToString() is { Length: > 0 } location && location.StartsWith(Api.Value!, StringComparison.Ordinal))
            {
                headers.Location = context.Request.PathBase.ToUriComponent() + location;
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>For the serializer: addresses in <c>_links</c> are those that the caller can ask for.</summary>
    public static Action<JsonTypeInfo> Links(string pathBase) => type =>
    {
        if (type.Type == typeof(LinkJson) && type.Properties.FirstOrDefault(property => property.Name == "href") is { } href)
        {
            href.Get = link => pathBase + ((LinkJson)link).Href;
        }
    };

    [GeneratedRegex(@"^(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
