using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// The <c>access_token</c> or <c>ticket</c> of the address, which browsers need where they cannot send a header. It is taken out of the
/// address before anything sees the request, so that no log, ours or the framework's, can hold it.
/// </summary>
internal static class AddressToken
{
    private const string TokenParameter = "access_token";
    private const string TicketParameter = "ticket";

    /// <summary>The token of a request to a socket; null if there is none. Other addresses do not take one.</summary>
    public static string? Of(HttpContext context) => TakenFrom(context)?.Token;

    /// <summary>The ticket of a request to a socket; null if there is none.</summary>
    public static string? TicketOf(HttpContext context) => TakenFrom(context)?.Ticket;

    /// <summary>Takes both out of the address and puts them aside.</summary>
    public static void Take(IFeatureCollection features)
    {
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var query = request.QueryString;
        if (!query.Contains(TokenParameter, StringComparison.OrdinalIgnoreCase) && !query.Contains(TicketParameter, StringComparison.OrdinalIgnoreCase)
            && !query.Contains('%', StringComparison.Ordinal))
        {
            return;
        }

        string? token = null;
        string? ticket = null;
        var rest = new List<KeyValuePair<string, string?>>();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().ToString();
            if (string.Equals(name, TokenParameter, StringComparison.OrdinalIgnoreCase))
            {
                token ??= pair.DecodeValue().ToString();
            }
            else if (string.Equals(name, TicketParameter, StringComparison.OrdinalIgnoreCase))
            {
                ticket ??= pair.DecodeValue().ToString();
            }
            else
            {
                rest.Add(new(name, pair.DecodeValue().ToString()));
            }
        }

        if (token is not null || ticket is not null)
        {
            request.QueryString = QueryString.Create(rest).ToString();
            request.RawTarget = request.PathBase + request.Path + request.QueryString;
            features.Set(new Taken(token, ticket));
        }
    }

    private static Taken? TakenFrom(HttpContext context) => SocketPaths.Contains(context.Request.Path) ? context.Features.Get<Taken>() : null;

    private sealed class Taken(string? token, string? ticket)
    {
        public string? Token { get; } = token;

        public string? Ticket { get; } = ticket;
    }
}
