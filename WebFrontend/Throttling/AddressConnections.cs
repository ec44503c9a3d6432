using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Parley.WebFrontend.Problems;

namespace Parley.WebFrontend.Throttling;

/// <summary>Counts what stays open by client address: sockets and event streams, signed in or not.</summary>
internal sealed class AddressConnections(IOptions<ThrottlingOptions> options)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, int> _open = new();

    /// <summary>Counts the request as long as it lasts, if it is one that stays; refuses it if there are too many.</summary>
    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        var most = options.Value.MaxConnectionsPerAddress;
        if (!options.Value.Enabled || most == 0 || !Stays(context.Request))
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

    private static bool Stays(HttpRequest request) =>
        request.Headers.ContainsKey(HeaderNames.Upgrade) || HttpMethods.IsConnect(request.Method) || request.Headers.Accept.ToString() == "text/event-stream";
}
