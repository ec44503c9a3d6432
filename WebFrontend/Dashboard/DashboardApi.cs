using Microsoft.AspNetCore.Http.HttpResults;
using Orleans.Runtime;
using Parley.Audit;
using Parley.Errors;
using Parley.Realtime;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Dashboard;

/// <summary>The state of the cluster, for administrators.</summary>
internal static class DashboardApi
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static void MapDashboardApi(this IEndpointRouteBuilder routes)
    {
        var dashboard = routes.MapGroup("/dashboard").WithTags("Dashboard").RequireAuthorization(AdminPolicy.Name);
        dashboard.MapGet("", Read).WithName("getDashboard").WithSummary("Administrators: how silos and frontends are doing");
        dashboard.MapPost("/silos/{silo}/kill", Kill).WithName("killSilo").WithSummary("Administrators, Development only: ends the process of a silo");
        dashboard.MapPost("/silos/{silo}/drain", DrainSilo).WithName("drainSilo").WithSummary("Administrators: have a silo stop in order; its rooms move to others");
        dashboard.MapPost("/frontends/{frontend}/drain", DrainFrontend).WithName("drainFrontend").WithSummary("Administrators: have a frontend stop in order; its clients connect elsewhere");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DrainSilo(string silo, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        if (!(await grains.GetGrain<ISiloDirectoryGrain>(0).Active()).Contains(silo))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.SiloNotFound));
        }

        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = silo, Detail = "drain silo" }); // before: the silo may be the one that writes
        return await grains.GetGrain<ISiloGrain>(silo).Drain(force: false) is { } refusal ? ErrorResults.Problem(refusal) : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DrainFrontend(string frontend, CurrentUser me, IGrainFactory grains, IAudit audit, ClusterView cluster)
    {
        if ((await cluster.Read()).Silos.FirstOrDefault(silo => silo.Report?.Frontends.Contains(frontend) == true).Report is not { } knows)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.FrontendNotFound));
        }

        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = frontend, Detail = "drain frontend" });
        return await grains.GetGrain<ISiloGrain>(knows.Silo).DrainFrontend(frontend, force: false) is { } refusal ? ErrorResults.Problem(refusal) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<DashboardJson>, ProblemHttpResult>> Read(HttpContext context, ClusterView cluster, IHostEnvironment environment)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            return TypedResults.Ok(DashboardJson.From(await cluster.Read(), mayKill: environment.IsDevelopment()));
        }
        catch (Exception e) when (Unavailability.IsUnavailable(e))
        {
            return ErrorResults.Problem(
                ErrorCatalog.Error(ErrorCatalog.Busy, "No silo answers at the moment. Try again shortly.") with { RetryAfterMs = (long)RetryAfter.TotalMilliseconds });
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Kill(string silo, CurrentUser me, IGrainFactory grains, IAudit audit, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment())
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.NotFound));
        }

        if (!(await grains.GetGrain<ISiloDirectoryGrain>(0).Active()).Contains(silo))
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.SiloNotFound));
        }

        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = silo, Detail = "kill silo" }); // before: the silo may be the one that writes
        try
        {
            return await grains.GetGrain<ISiloGrain>(silo).Kill() is { } refusal ? ErrorResults.Problem(refusal) : TypedResults.NoContent();
        }
        catch (Exception e) when (e is OrleansMessageRejectionException or SiloUnavailableException)
        {
            return TypedResults.NoContent(); // it was faster than its answer
        }
    }
}
