using Microsoft.AspNetCore.Http.Features;

namespace Parley.WebFrontend.Problems;

/// <summary>
/// Every request has an id: in <c>X-Request-Id</c> of the answer, in problems, in the audit log, and in every line that frontends and silos log on its
/// behalf. A proxy or client may choose it by sending the header; what is not well formed is as if it was not there.
/// </summary>
internal static class RequestIds
{
    public const string Header = "X-Request-Id";

    /// <summary>Longest that is taken, in characters.</summary>
    private const int MaxLength = 64;

    /// <summary>Before anything sees the request.</summary>
    public static void Take(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        if (request.Headers.TryGetValue(Header, out var values) && values is [{ } chosen] && IsWellFormed(chosen))
        {
            if (features.Get<IHttpRequestIdentifierFeature>() is { } known)
            {
                known.TraceIdentifier = chosen;
            }
            else
            {
                features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = chosen });
            }
        }
    }

    /// <summary>Letters, digits and <c>- _ . : / + =</c>, as ids of all kinds are written; nothing that would mean something in a log.</summary>
    public static bool IsWellFormed(string id) =>
        id.Length is > 0 and <= MaxLength && id.AsSpan().IndexOfAnyExcept(Allowed) < 0;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+=");
}
