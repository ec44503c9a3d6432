using Parley.Errors;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Rest;

/// <summary>
/// The version of the API stands in the path, <c>/api/v1/…</c>; <c>?version=v1</c> says the same, also without it in the path. Another one is refused by name: nobody
/// shall look for a resource that is only missing because of its version.
/// </summary>
internal static class ApiVersions
{
    public const string Current = "v1";
    private const string Parameter = "version";
    private static readonly PathString Root = "/api";

    public static Task Invoke(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Root, out var rest))
        {
            return next(context);
        }

        var inPath = (rest.Value ?? "").Split('/', 3).ElementAtOrDefault(1) ?? "";
        var asked = context.Request.Query[Parameter];
        if (IsVersion(inPath) && !asked.All(version => version is not null && IsVersion(version)))
        {
            asked = default; // a parameter of the route's own, as the version of a draft
        }

        if ((IsVersion(inPath) && inPath != Current) || (asked.Count > 0 && asked != Current))
        {
            return ErrorResults.WriteAsync(context, ErrorCatalog.Error(ErrorCatalog.UnknownVersion));
        }

        if (asked.Count > 0 && !IsVersion(inPath))
        {
            context.Request.Path = Root + new PathString("/" + Current) + rest;
        }

        return next(context);
    }

    private static bool IsVersion(string segment) => segment.Length > 1 && segment[0] == 'v' && segment.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
