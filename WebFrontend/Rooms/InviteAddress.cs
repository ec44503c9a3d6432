using Microsoft.AspNetCore.Http.Features;

namespace Parley.WebFrontend.Rooms;

/// <summary>The code of an invite in the address of a request. It lets in whoever knows it, so it is taken out before anything can log it.</summary>
internal static class InviteAddress
{
    private const string Prefix = "/api/v1/invites/";

    /// <summary>What stands in its place.</summary>
    private const string Instead = Prefix + "-";

    /// <summary>The code; empty if there was none.</summary>
    public static string Of(HttpContext context) => context.Features.Get<Taken>()?.Code ?? "";

    public static void Take(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        if (request.Path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && request.Path[Prefix.Length..].TrimEnd('/') is { Length: > 0 } code)
        {
            request.Path = Instead;
            request.RawTarget = request.PathBase + Instead + request.QueryString;
            features.Set(new Taken(code));
        }
    }

    private sealed class Taken(string code)
    {
        public string Code { get; } = code;
    }
}
