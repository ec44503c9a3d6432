using System.Globalization;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Throttling;

/// <summary>
/// Says on answers of the REST API what one may still ask: <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers-10), for calls of any kind and for the scope
/// of the route. A refused call says 0 and when to come again.
/// </summary>
internal static class RateHeaders
{
    /// <summary>Written when the answer begins: refusals clear what was set before, and the call itself counts by then.</summary>
    /// <param name="scope">Of the route; null: it has none of its own.</param>
    public static void Announce(HttpContext context, IThrottle throttle, CurrentUser? user, string? scope) => context.Response.OnStarting(() =>
    {
        Write(context, throttle, user, scope);
        return Task.CompletedTask;
    });

    private static void Write(HttpContext context, IThrottle throttle, CurrentUser? user, string? scope)
    {
        var key = user?.Id ?? ClientAddress.Of(context);
        string[] scopes = [user is null ? ThrottleScopes.Visitors : ThrottleScopes.Calls, .. scope is null or ThrottleScopes.Register or ThrottleScopes.SignIn ? (string[])[] : [scope]];
        var limits = scopes.Select(name => (Name: name, Left: throttle.LeftOf(name, key))).Where(limit => limit.Left is not null).ToList();
        if (limits.Count == 0)
        {
            return;
        }

        var wait = context.Response is { StatusCode: StatusCodes.Status429TooManyRequests, Headers.RetryAfter: [{ } seconds] } ? $";t={seconds}" : "";
        context.Response.Headers["RateLimit-Policy"] = string.Join(", ", limits.Select(limit => $"\"{limit.Name}\";q={Text(limit.Left!.Value.Quota)};w={Seconds(limit.Left.Value.Window)}"));
        context.Response.Headers["RateLimit"] = string.Join(", ", limits.Select(limit => $"\"{limit.Name}\";r={Text(limit.Left!.Value.Left)}{(limit.Left.Value.Left == 0 ? wait : "")}"));
    }

    private static string Seconds(TimeSpan time) => Text(Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
