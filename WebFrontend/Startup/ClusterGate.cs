using Parley.Errors;
using Parley.Silo;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Startup;

/// <summary>
/// While the cluster is looked for, and until it has said which sessions have ended, whatever needs a grain is answered at once: come back. Connections,
/// which stay, are not taken either while that is not known any more.
/// </summary>
internal static class ClusterGate
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly PathString[] NeedGrains = ["/api", "/hub", "/ws", "/.well-known"];

    public static WebApplication UseClusterGate(this WebApplication app)
    {
        var revocations = app.Services.GetRequiredService<SessionRevocations>();
        var link = app.Services.GetRequiredService<ClusterLink>();
        app.Use((context, next) => (link.IsConnected && (SocketPaths.Contains(context.Request.Path) ? revocations.IsCurrent : revocations.IsKnown)) || !NeedGrains.Any(path => context.Request.Path.StartsWithSegments(path))
            ? next(context)
            : ErrorResults.WriteAsync(context, ErrorCatalog.BusyFor(RetryAfter)));
        return app;
    }
}
