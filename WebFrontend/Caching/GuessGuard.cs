using Microsoft.Extensions.Options;
using Parley.WebFrontend.Dashboard;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Caching;

/// <summary>Counts what callers of the API find and what not, and refuses those who only guess.</summary>
internal sealed partial class GuessGuard(Guesses guesses, IOptions<ThrottlingOptions> throttling, FrontendMetrics metrics, ILogger<GuessGuard> logger)
{
    private static readonly PathString Api = "/api";

    public async Task Invoke(HttpContext context, RequestDelegate next)
    {
        if (!throttling.Value.Enabled || !context.Request.Path.StartsWithSegments(Api))
        {
            await next(context);
            return;
        }

        var user = CurrentUser.From(context.User);
        var principal = user?.Id ?? ClientAddress.Of(context);
        if (guesses.WaitOf(principal) is { } wait)
        {
            await ErrorResults.WriteAsync(context, ThrottlingRegistration.TooSoon(wait));
            return;
        }

        await next(context);
        var isMiss = context.Response.StatusCode == StatusCodes.Status404NotFound;
        if ((isMiss || context.Response.StatusCode < StatusCodes.Status400BadRequest) && guesses.Count(principal, found: !isMiss))
        {
            metrics.GuesserRefused();
            LogRefused(user?.Id ?? "who has not signed in");
        }
    }

    [LoggerMessage(4410, LogLevel.Warning, "Requests of {User} are refused for a while: nearly all were for what is not there.")]
    private partial void LogRefused(string user);
}
