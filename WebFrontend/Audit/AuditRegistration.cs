using Parley.Audit;

namespace Parley.WebFrontend.Audit;

internal static class AuditRegistration
{
    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddAudit();
        return builder;
    }
}
