using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Erasure;
using Parley.Errors;
using Parley.Users;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Erasure;

/// <summary>Body of POST /me/erasure and POST /admin/users/{id}/erasure.</summary>
/// <param name="UserName">Of who is erased, typed once more: it cannot be taken back.</param>
/// <param name="Password">One's own, if one has one; not asked of administrators.</param>
/// <param name="Code">Of one's own second factor, if there is one; not asked of administrators.</param>
public sealed record EraseJson(string? UserName, string? Password, string? Code)
{
    /// <summary>Without password and code.</summary>
    public override string ToString() => $"EraseJson({UserName})";
}

/// <summary>How far an erasure is.</summary>
/// <param name="State"><c>none</c>, <c>running</c> or <c>done</c>.</param>
public sealed record ErasureJson(string User, string State, long Messages)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? By { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? At { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? DoneAt { get; init; }

    public static ErasureJson Of(ErasureStatus status) => new(
        status.User, status.State switch { ErasureState.Running => "running", ErasureState.Done => "done", _ => "none" }, status.Messages)
    {
        By = status.By, At = status.At, DoneAt = status.DoneAt,
    };
}

/// <summary>Users erase themselves; administrators erase users below them.</summary>
internal static class ErasureApi
{
    public static void MapErasure(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/me/erasure", EraseMe).WithTags("Users").RequireAuthorization().Throttled(ThrottleScopes.SignIn)
            .WithName("eraseMe").WithSummary("Erase me and all that I have written, for ever");
        var users = routes.MapGroup("/admin/users/{id}/erasure").WithTags("Administration").RequirePermission(ServerPermission.ManageUsers);
        users.MapPost("", Erase).WithName("eraseUser").WithSummary("Administrators: erase a user and all that the user has written, for ever");
        users.MapGet("", Status).WithName("getErasure").WithSummary("Administrators: how far the erasure of a user is");
    }

    private static async Task<Results<Accepted<ErasureJson>, ProblemHttpResult>> EraseMe(EraseJson body, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        if (await NameFault(grains, me.Id, body.UserName) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        var proven = await grains.User(me.Id).ProveIdentity(new ProveIdentity(body.Password, body.Code, me.Session));
        return await Begin(me.Id, me, proven.Error, grains, audit);
    }

    private static async Task<Results<Accepted<ErasureJson>, ProblemHttpResult>> Erase(string id, EraseJson body, CurrentUser me, IGrainFactory grains, IAudit audit) =>
        await NameFault(grains, id, body.UserName) is { } fault ? ErrorResults.Problem(fault)
        : await Begin(id, me, id == me.Id ? ErrorCatalog.Error(ErrorCatalog.Forbidden, "Erase yourself in your own settings: that asks for your password.") : null, grains, audit);

    private static async Task<Ok<ErasureJson>> Status(string id, IGrainFactory grains) => TypedResults.Ok(ErasureJson.Of(await grains.UserErasure(id).Status()));

    private static async Task<Results<Accepted<ErasureJson>, ProblemHttpResult>> Begin(string id, CurrentUser me, Error? refusal, IGrainFactory grains, IAudit audit)
    {
        var begun = refusal ?? await grains.UserErasure(id).Begin(me.Actor);
        await audit.WriteAsync(new AuditEntry(AuditEvents.UserDeleted) { Actor = me.Id, Target = id, Refusal = begun.Error?.Code, Detail = "asked" });
        return begun.IsError ? ErrorResults.Problem(begun.Error) : TypedResults.Accepted($"/api/v1/admin/users/{id}/erasure", ErasureJson.Of(begun.Value));
    }

    /// <summary>Whoever has clicked once too often has not typed the right name.</summary>
    private static async Task<Error?> NameFault(IGrainFactory grains, string id, string? userName) =>
        await grains.User(id).Find() is not { } user ? ErrorCatalog.Error(ErrorCatalog.UserNotFound)
        : userName is not null && UserNames.Key(userName) == UserNames.Key(user.UserName) ? null
        : ErrorCatalog.InvalidField("userName", "Type the user name of who is to be erased.");
}
