using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// The <c>access_token</c> of the address, which browsers need where they cannot send a header. It is taken out of the
/// address before anything sees the request, so that no log, ours or the framework's, can hold it.
/// </summary>
internal static class AddressToken
{
    private const string Parameter = "access_token";
    private static readonly PathString[] Sockets = ["/hub", "/api/v1/ws", "/ws/room"];

    /// <summary>The token of a request to a socket; null if there is none. Other addresses do not take one.</summary>
    public static string? Of(HttpContext context) =>
        Array.Exists(Sockets, socket => context.Request.Path.StartsWithSegments(socket)) ? context.Features.Get<Taken>()?.Token : null;

    /// <summary>Takes the token out of the address and puts it aside.</summary>
    public static void Take(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        if (!request.QueryString.Contains(Parameter, StringComparison.OrdinalIgnoreCase) && !request.QueryString.Contains('%', StringComparison.Ordinal))
        {
            return;
        }

        string? token = null;
        var rest = new List<KeyValuePair<string, string?>>();
        foreach (var pair in new QueryStringEnumerable(request.QueryString))
        {
            var name = pair.DecodeName().ToString();
            if (string.Equals(name, Parameter, StringComparison.OrdinalIgnoreCase))
            {
                token ??= pair.DecodeValue().ToString();
            }
            else
            {
                rest.Add(new(name, pair.DecodeValue().ToString()));
            }
        }

        if (token is not null)
        {
            request.QueryString = QueryString.Create(rest).ToString();
            request.RawTarget = request.Path + request.QueryString;
            features.Set(new Taken(token));
        }
    }

    private sealed class Taken(string token)
    {
        public string Token { get; } = token;
    }
}
