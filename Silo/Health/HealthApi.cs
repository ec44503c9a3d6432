using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Parley.Silo.Health;

/// <summary>
/// For load balancers, supervisors and people: <c>/health/live</c> says that the process answers, <c>/health/ready</c>
/// whether to send it requests. Open to everybody; says which part fails, never why in detail.
/// </summary>
public static class HealthApi
{
    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<AcceptingCheck>("accepting");
        return builder;
    }

    public static WebApplication MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteLive }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteReady }).AllowAnonymous();
        return app;
    }

    private static Task WriteLive(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new { status = "live" });

    private static Task WriteReady(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status != HealthStatus.Unhealthy ? "ready" : "not-ready",
        checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => entry.Value.Status == HealthStatus.Healthy ? "ok" : entry.Value.Description ?? "It does not answer."), // also what is only degraded
    });
}
