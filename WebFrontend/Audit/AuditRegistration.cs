using Parley.Audit;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Audit;

internal static class AuditRegistration
{
    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddAudit();
        return builder;
    }

    /// <summary>
    /// Notes where requests come from and their ids, for the entries that grains write about them, and for what silos log on their behalf. Not for the sockets:
    /// what comes over them later is no part of the request that opened them, and would carry both with each message.
    /// </summary>
    public static WebApplication UseAudit(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var isSocket = HttpMethods.IsGet(context.Request.Method) && SocketPaths.Contains(context.Request.Path);
            if (!isSocket && ApiPaths.Contains(context.Request.Path))
            {
                AuditOrigin.Set(ClientAddress.Of(context), context.TraceIdentifier);
            }

            return next(context);
        });
        return app;
    }
}
