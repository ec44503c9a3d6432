using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Audit;
using Parley.Errors;
using Parley.Hooks;
using Parley.Users;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Hooks;

/// <summary>Incoming webhooks of a room, for who looks after it. Where they are posted to: <see cref="IncomingApi"/>.</summary>
internal static class HooksApi
{
    private const string DefaultName = "Webhook";

    public static void MapHooks(this IEndpointRouteBuilder routes)
    {
        var hooks = routes.MapGroup("/rooms/{room}/hooks").WithTags("Incoming webhooks").RequireAuthorization();
        hooks.MapPost("", Create).Throttled(ThrottleScopes.CreateRoom).WithName("createHook").WithSummary("Make an incoming webhook; its address is told only now. For moderators");
        hooks.MapGet("", List).Listed("name", "createdBy", "createdAt", "lastUsedAt").WithName("listHooks").WithSummary("Incoming webhooks of a room, the oldest first; for moderators");
        hooks.MapPost("/{hook}/rotate", Rotate).WithName("rotateHook").WithSummary("Give an incoming webhook another address, in the place of the one it has; for moderators");
        hooks.MapDelete("/{hook}", Revoke).WithName("revokeHook").WithSummary("End an incoming webhook; for moderators");
    }

    private static async Task<Results<Created<HookMadeJson>, ProblemHttpResult>> Create(
        string room, NewHookJson? body, HttpContext context, CurrentUser me, RoomNames names, IGrainFactory grains, IAudit audit)
    {
        var name = string.IsNullOrWhiteSpace(body?.Name) ? DefaultName : body.Name.Trim();
        if (UserNames.DisplayFault(name) is { } fault)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("name", fault));
        }

        var made = await names.FindAsync(room) is { } id
            ? await grains.Hooks().Create(new NewHook(id, me.Actor, name))
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (made.IsError)
        {
            return ErrorResults.Problem(made.Error);
        }

        await audit.WriteAsync(Entry(AuditEvents.HookCreated, me, made.Value.Hook));
        return TypedResults.Created($"/api/v1/rooms/{made.Value.Hook.Room}/hooks/{made.Value.Hook.Id}", Made(context, made.Value));
    }

    private static async Task<Results<Ok<HookJson[]>, ProblemHttpResult>> List(string room, CurrentUser me, RoomNames names, IGrainFactory grains)
    {
        var hooks = await names.FindAsync(room) is { } id ? await grains.Hooks().List(id, me.Actor) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return hooks.IsError ? ErrorResults.Problem(hooks.Error) : TypedResults.Ok(hooks.Value.Select(HookJson.Of).ToArray());
    }

    private static async Task<Results<Ok<HookMadeJson>, ProblemHttpResult>> Rotate(
        string room, string hook, HttpContext context, CurrentUser me, RoomNames names, IGrainFactory grains, IAudit audit)
    {
        var made = await names.FindAsync(room) is { } id ? await grains.Hooks().Rotate(id, hook, me.Actor) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (made.IsError)
        {
            return ErrorResults.Problem(made.Error);
        }

        await audit.WriteAsync(Entry(AuditEvents.HookRotated, me, made.Value.Hook));
        return TypedResults.Ok(Made(context, made.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string room, string hook, CurrentUser me, RoomNames names, IGrainFactory grains, IAudit audit)
    {
        var revoked = await names.FindAsync(room) is { } id ? await grains.Hooks().Revoke(id, hook, me.Actor) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (revoked.IsError)
        {
            return ErrorResults.Problem(revoked.Error);
        }

        await audit.WriteAsync(Entry(AuditEvents.HookRevoked, me, revoked.Value));
        return TypedResults.NoContent();
    }

    private static HookMadeJson Made(HttpContext context, HookMade made)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new HookMadeJson(HookAddress.Place(context.Request) + made.Address, HookJson.Of(made.Hook));
    }

    private static AuditEntry Entry(string what, CurrentUser me, Hook hook) => new(what) { Actor = me.Id, Target = hook.Room, Detail = $"hook={hook.Id} bot={hook.User}" };
}
