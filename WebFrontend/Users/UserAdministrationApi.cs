using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Users;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Users;

/// <summary>Users, for those who manage them.</summary>
internal static class UserAdministrationApi
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;
    private const int MaxQueryLength = 100;

    public static void MapUserAdministration(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/admin/users").WithTags("Administration").RequirePermission(ServerPermission.ManageUsers);
        users.MapGet("", Search).PagedBy("id").WithViews(UserLinks.List).WithName("searchUsers").WithSummary("Administrators: users by id, or those with a text in their names");
        users.MapPatch("/{id}", Change).WithName("changeUser").WithSummary("Administrators: give a user another role, deactivate or activate a user");
    }

    private static async Task<Results<Ok<UserJson[]>, ProblemHttpResult>> Search(string? query, string? after, int? limit, CurrentUser me, IGrainFactory grains)
    {
        if (limit is < 1 || query is { Length: > MaxQueryLength })
        {
            return ErrorResults.Problem(limit is < 1
                ? ErrorCatalog.InvalidField("limit", $"Must be from 1 to {MaxPage}.")
                : ErrorCatalog.InvalidField("query", $"Must have at most {MaxQueryLength} characters."));
        }

        var users = await grains.GetGrain<IUserDirectoryGrain>(0).Search(new SearchUsers(me.Actor, query, after, Math.Min(limit ?? DefaultPage, MaxPage)));
        return users.IsError ? ErrorResults.Problem(users.Error) : TypedResults.Ok(users.Value.Select(UserJson.From).ToArray());
    }

    private static async Task<Results<Ok<UserJson>, ProblemHttpResult>> Change(string id, ChangeUserJson body, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var role = RoleNames.Parse(body.Role);
        if (body.Role is not null && role is null)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("role", $"Must be {RoleNames.All}."));
        }

        if (role is null && body.Deactivated is null)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.Invalid, "Send what is to change: role or deactivated."));
        }

        var user = await grains.User(id).ChangeAccess(new ChangeUserAccess(me.Actor) { Role = role, IsDeactivated = body.Deactivated });
        await audit.WriteAsync(new AuditEntry(body.Deactivated == true ? AuditEvents.UserArchived : AuditEvents.AuthzChange)
        {
            Actor = me.Id, Target = id, Refusal = user.Error?.Code, Detail = UserChanges.Words(role is { } given ? RoleNames.Of(given) : null, body.Deactivated),
        });
        return user.IsError ? ErrorResults.Problem(user.Error) : TypedResults.Ok(UserJson.From(user.Value));
    }
}

/// <summary>Body of PATCH /admin/users/{id}. What is missing stays.</summary>
public sealed record ChangeUserJson(string? Role, bool? Deactivated);
