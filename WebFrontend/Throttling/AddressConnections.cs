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
        if (!Stays(context))
        {
            await next(context);
            return;
        }

        var address = ClientAddress.Of(context);
        try
        {
            if (!TryOpen(address))
            {
                await ErrorResults.WriteAsync(context, ThrottlingRegistration.TooSoon(RetryAfter));
                return;
            }

            await next(context);
        }
        finally
        {
            Closed(address);
        }
    }

    /// <summary>Counts one more. False: there are too many; it is counted all the same, until it is <see cref="Closed"/>.</summary>
    public bool TryOpen(string address)
    {
        var open = _open.AddOrUpdate(address, 1, (_, open) => open + 1);
        return !options.Value.Enabled || options.Value.MaxConnectionsPerAddress is not (> 0 and var most) || open <= most;
    }

    /// <summary>One that was counted has ended.</summary>
    public void Closed(string address)
    {
        if (_open.AddOrUpdate(address, 0, (_, open) => open - 1) == 0)
        {
            _open.TryRemove(new KeyValuePair<string, int>(address, 0)); // only if it is still 0
        }
    }

    private static bool Stays(HttpContext context) =>
        context.Request.Headers.ContainsKey(HeaderNames.Upgrade) || HttpMethods.IsConnect(context.Request.Method) || context.Request.Headers.Accept.ToString() == Events
        || (context.GetEndpoint() is { } endpoint && Acceptance.TypesOf(endpoint).Contains(Events));
}
