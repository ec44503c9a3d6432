using Microsoft.AspNetCore.Http.Features;

namespace Parley.WebFrontend.Hooks;

/// <summary>The secret in the address of an incoming webhook. It lets post whoever knows it, so it is taken out before anything can log it.</summary>
internal static class HookAddress
{
    public const string Prefix = "/hooks/";

    /// <summary>What stands in its place.</summary>
    private const string Instead = "-";

    /// <summary>The secret; empty if there was none.</summary>
    public static string Of(HttpContext context) => context.Features.Get<Taken>()?.Secret ?? "";

    /// <summary>What addresses of ours begin with, as the caller sees this server.</summary>
    public static string Place(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}{Prefix}";

    public static void Take(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        if (!request.Path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var rest = request.Path[Prefix.Length..].TrimEnd('/');
        var end = rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : rest.Length;
        if (end > 0)
        {
            request.Path = $"{Prefix}{Instead}{rest[end..]}";
            request.RawTarget = request.PathBase + request.Path + request.QueryString;
            features.Set(new Taken(rest[..end]));
        }
    }

    private sealed class Taken(string secret)
    {
        public string Secret { get; } = secret;
    }
}
