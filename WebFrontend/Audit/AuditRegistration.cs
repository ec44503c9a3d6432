using Parley.Audit;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Audit;

internal static class AuditRegistration
{
    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddAudit();
        return builder;
    }

    /// <summary>Notes where requests that change something come from, for the entries that grains write about them.</summary>
    public static WebApplication UseAudit(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && ApiPaths.Contains(context.Request.Path))
            {
                AuditOrigin.Set(ClientAddress.Of(context), context.TraceIdentifier);
            }

            return next(context);
        });
        return app;
    }
}
