using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Dashboard;
using Parley.Dashboard;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Dashboard;

/// <summary>Parley's own dashboard, and the one of Orleans under it. Both for administrators alone.</summary>
internal static class DashboardRegistration
{
    public static WebApplicationBuilder AddDashboard(this WebApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<FrontendMetrics>();
        builder.Services.AddSingleton<FrontendReporter>();
        builder.Services.TryAddSingleton<ProcessLoad>();
        builder.Services.AddSingleton<ClusterView>();
        return builder;
    }

    public static WebApplication MapDashboards(this WebApplication app)
    {
        app.MapDashboardPage();

        // It shows grain ids, which are users and rooms.
        app.MapOrleansDashboard("/dashboard/orleans").RequireAuthorization(AdminPolicy.Name).ExcludeFromDescription();
        return app;
    }
}
