using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Audit;
using Parley.Errors;
using Parley.SignUp;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.SignUp;

/// <summary>Invites to the server, for administrators.</summary>
internal static class ServerInvitesApi
{
    public static void MapServerInvites(this IEndpointRouteBuilder routes)
    {
        var invites = routes.MapGroup("/admin/invites").WithTags("Administration").RequireAuthorization(AdminPolicy.Name);
        invites.MapPost("", Create).WithName("createInvite").WithSummary("Administrators: make an invite to the server");
        invites.MapGet("", List).Listed("createdAt", "expiresAt", "uses", "maxUses", "createdBy").WithName("getInvites").WithSummary("Administrators: invites to the server, newest first");
        invites.MapDelete("/{id}", Revoke).WithName("revokeInvite").WithSummary("Administrators: make an invite worthless");
    }

    private static async Task<Results<Created<NewInviteJson>, ProblemHttpResult>> Create(CreateInviteJson body, CurrentUser me, HttpContext context, IGrainFactory grains, IAudit audit)
    {
        if (body.ExpiresIn is < 0 or > int.MaxValue)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("expiresIn", "Send a number of seconds."));
        }

        var lifetime = body.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var created = await grains.SignUp().CreateInvite(new CreateServerInvite(me.Id, body.Uses ?? 1, lifetime, body.Role ?? "member", me.Role));
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin)
        {
            Actor = me.Id, Target = created.Value?.Invite.Id, Refusal = created.Error?.Code, Detail = "create invite",
        });
        if (created.IsError)
        {
            return ErrorResults.Problem(created.Error);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/admin/invites/{created.Value.Invite.Id}", new NewInviteJson(created.Value.Code, created.Value.Link, ServerInviteJson.From(created.Value.Invite)));
    }

    private static async Task<Ok<ServerInviteJson[]>> List(IGrainFactory grains) =>
        TypedResults.Ok((await grains.SignUp().Invites()).Select(ServerInviteJson.From).ToArray());

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string id, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var revoked = await grains.SignUp().RevokeInvite(id);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = revoked.Value?.Id, Refusal = revoked.Error?.Code, Detail = "revoke invite" });
        return revoked.IsError ? ErrorResults.Problem(revoked.Error) : TypedResults.NoContent();
    }
}
