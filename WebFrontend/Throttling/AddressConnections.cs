using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;

namespace Parley.WebFrontend.Throttling;

/// <summary>Counts what stays open by client address: sockets and event streams, signed in or not.</summary>
internal sealed class AddressConnections(IOptions<ThrottlingOptions> options)
{
    private const string Events = "text/event-stream";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, int> _open = new();

    /// <summary>Counts the request as long as it lasts, if it is one that stays; refuses it if there are too many.</summary>
    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        var most = options.Value.MaxConnectionsPerAddress;
        if (!options.Value.Enabled || most == 0 || !Stays(context))
        {
            await next(context);
            return;
        }

        var address = ClientAddress.Of(context);
        try
        {
            if (_open.AddOrUpdate(address, 1, (_, open) => open + 1) > most)
            {
                await ErrorResults.WriteAsync(context, ThrottlingRegistration.TooSoon(RetryAfter));
                return;
            }

            await next(context);
        }
        finally
        {
            if (_open.AddOrUpdate(address, 0, (_, open) => open - 1) == 0)
            {
                _open.TryRemove(new KeyValuePair<string, int>(address, 0)); // only if it is still 0
            }
        }
    }

    private static bool Stays(HttpContext context) =>
        context.Request.Headers.ContainsKey(HeaderNames.Upgrade) || HttpMethods.IsConnect(context.Request.Method) || context.Request.Headers.Accept.ToString() == Events
        || (context.GetEndpoint() is { } endpoint && Acceptance.TypesOf(endpoint).Contains(Events));
}
