using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Users;
using Parley.Verification;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Users;

/// <summary>Where a user is signed in, the second factor, and a forgotten password, for those who stand above the user.</summary>
internal static class UserSessionsApi
{
    public static void MapUserSessions(this IEndpointRouteBuilder routes)
    {
        var user = routes.MapGroup("/admin/users/{id}").WithTags("Administration").RequirePermission(ServerPermission.ManageUsers);
        user.MapGet("/sessions", List).WithName("getUserSessions").WithSummary("Administrators: where a user is signed in, newest first");
        user.MapDelete("/sessions", EndAll).WithName("endUserSessions").WithSummary("Administrators: sign a user out everywhere");
        user.MapDelete("/sessions/{session}", End).WithName("endUserSession").WithSummary("Administrators: end one session of a user");
        user.MapPost("/password-reset", IssueReset).WithName("issuePasswordReset").WithSummary("Administrators: make a link by which a user chooses a new password; it counts once, and is shown once");
        user.MapDelete("/second-factor", ResetSecondFactor).WithName("resetSecondFactor").WithSummary("Administrators: turn the second factor of a user off, who has lost app and recovery codes");
    }

    private static async Task<Results<Ok<UserSessionJson[]>, ProblemHttpResult>> List(string id, CurrentUser me, IGrainFactory grains, HttpContext context)
    {
        if (await RefusalAsync(id, me, grains) is { } refusal)
        {
            return ErrorResults.Problem(refusal);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok((await grains.User(id).Sessions()).Select(one => new UserSessionJson(one.Id, one.Device, one.CreatedAt, one.LastSeenAt)).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAll(string id, CurrentUser me, IGrainFactory grains, IAudit audit, SessionRevocations revocations)
    {
        if (await RefusalAsync(id, me, grains) is { } refusal)
        {
            return await RefusedAsync(refusal, id, me, audit);
        }

        foreach (var ended in await grains.User(id).EndSessions(except: null))
        {
            revocations.Revoke(ended.Session, ended.Until); // here at once; elsewhere by the feed
        }

        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthnTokenRevoked) { Actor = me.Id, Target = id, Detail = "all sessions" });
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> End(string id, string session, CurrentUser me, IGrainFactory grains, IAudit audit, SessionRevocations revocations)
    {
        if (await RefusalAsync(id, me, grains) is { } refusal)
        {
            return await RefusedAsync(refusal, id, me, audit);
        }

        var ended = await grains.User(id).EndSession(session);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthnTokenRevoked) { Actor = me.Id, Target = id, Refusal = ended.Error?.Code, Detail = $"session {session}" });
        if (ended.IsError)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.SessionNotFound, "The user has no such session. It may have ended already."));
        }

        revocations.Revoke(session, ended.Value);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResetSecondFactor(string id, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        if (await RefusalAsync(id, me, grains) is { } refusal)
        {
            return await RefusedAsync(refusal, id, me, audit);
        }

        await grains.SecondFactor(id).Reset();
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = id, Detail = "reset second factor" });
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<IssuedResetJson>, ProblemHttpResult>> IssueReset(string id, CurrentUser me, IGrainFactory grains, IAudit audit, HttpContext context)
    {
        if (await RefusalAsync(id, me, grains) is { } refusal)
        {
            return await RefusedAsync(refusal, id, me, audit);
        }

        var issued = await grains.PasswordReset().Issue(new IssueReset(id));
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = id, Refusal = issued.Error?.Code, Detail = "password reset link" });
        context.Response.Headers.CacheControl = "no-store";
        return issued.IsError ? ErrorResults.Problem(issued.Error) : TypedResults.Ok(new IssuedResetJson(issued.Value.Token, issued.Value.Url, (long)issued.Value.Lifetime.TotalSeconds));
    }

    /// <summary>Whoever could deactivate the user may do this as well: it is less.</summary>
    private static async Task<Error?> RefusalAsync(string id, CurrentUser me, IGrainFactory grains) => await grains.User(id).Find() is { IsErased: false } user
        ? ServerAccess.RefuseChange(me.Actor, new Actor(user.Id, user.Role), role: null)
        : ErrorCatalog.Error(ErrorCatalog.UserNotFound);

    private static async Task<ProblemHttpResult> RefusedAsync(Error refusal, string id, CurrentUser me, IAudit audit)
    {
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzFail) { Actor = me.Id, Target = id, Refusal = refusal.Code, Detail = "sessions" });
        return ErrorResults.Problem(refusal);
    }
}

/// <summary>A session of somebody else.</summary>
public sealed record UserSessionJson(string Id, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

/// <summary>A link by which somebody chooses a new password.</summary>
/// <param name="Token">What the link ends in: <c>/reset-password#TOKEN</c>.</param>
/// <param name="Url">The whole link; null: <c>Parley:PublicUrl</c> is not set.</param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record IssuedResetJson(string Token, string? Url, long ExpiresIn)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"IssuedResetJson({ExpiresIn})";
}
