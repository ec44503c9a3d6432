using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Audit;
using Parley.Throttling;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Throttling;

/// <summary>Who is refused for asking too often, for administrators.</summary>
internal static class BlockedApi
{
    public static void MapBlocked(this IEndpointRouteBuilder routes)
    {
        var blocked = routes.MapGroup("/admin/limits").WithTags("Administration").RequireAuthorization(AdminPolicy.Name);
        blocked.MapGet("", List).WithName("getBlocked").WithSummary("Administrators: who is refused now for asking too often, the longest wait first");
        blocked.MapDelete("/{scope}/{key}", Lift).WithName("liftLimit").WithSummary("Administrators: let somebody go on at once who is refused for asking too often");
    }

    private static async Task<Ok<BlockedJson[]>> List(IGrainFactory grains, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok((await grains.Limits().Blocked()).Select(one => new BlockedJson(one.Scope, one.Key, one.Until)).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Lift(string scope, string key, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var refusal = await grains.Limits().Lift(scope, key);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = key, Refusal = refusal?.Code, Detail = $"limits lift {scope}" });
        return refusal is null ? TypedResults.NoContent() : ErrorResults.Problem(refusal);
    }
}

/// <summary>Somebody who is refused. See <see cref="BlockedKey"/>.</summary>
public sealed record BlockedJson(string Scope, string Key, DateTimeOffset Until);
