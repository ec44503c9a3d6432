using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Webhooks;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Webhooks;

/// <summary>Body of POST /rooms/{room}/webhooks, and of PATCH …/{webhook}, where what is left out stays.</summary>
/// <param name="Events">Kinds of events; none: all.</param>
public sealed record WebhookBodyJson(string? Url, string[]? Events, bool? Active)
{
    /// <summary>Without the address.</summary>
    public override string ToString() => "WebhookBodyJson";
}

/// <summary>Body of POST /rooms/{room}/webhooks/{webhook}/replay.</summary>
/// <param name="From">Number of the event that is delivered next.</param>
public sealed record ReplayJson(long? From);

/// <param name="Secret">Told only when it is made.</param>
public sealed record WebhookJson(
    string Id, string Room, string Owner, string Url, IReadOnlyList<string> Events, string State, long Cursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? FailingSince,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? NextAttemptAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    public static WebhookJson Of(WebhookView view, string? secret = null) => new(
        view.Id, view.Room, view.Owner, view.Url, view.Kinds,
        view.State switch { WebhookState.Off => "off", WebhookState.Failed => "failed", WebhookState.OwnerGone => "owner-gone", _ => "active" },
        view.Cursor, view.FailingSince, view.NextAttemptAt, secret);

    /// <summary>Without address and secret.</summary>
    public override string ToString() => $"WebhookJson({Id})";
}

/// <summary>One attempt to deliver.</summary>
public sealed record WebhookAttemptJson(string Delivery, long Seq, string Kind, DateTimeOffset At, int Milliseconds, int? Status, string? Fault);

/// <summary>Webhooks of a room: for those who may change its settings, and read it.</summary>
internal static class WebhooksApi
{
    private const int MaxKinds = 50;

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/rooms/{room}/webhooks").WithTags("Webhooks").RequireAuthorization();
        webhooks.MapPost("", Create).WithName("createWebhook").WithSummary("Have what happens in a room posted to an address; its secret is told only now");
        webhooks.MapGet("", List).Listed("url", "owner", "state").WithName("listWebhooks").WithSummary("Webhooks of a room");
        webhooks.MapPatch("/{webhook}", Change).WithName("changeWebhook").WithSummary("Another address, other events, on or off");
        webhooks.MapDelete("/{webhook}", Delete).WithName("deleteWebhook").WithSummary("End a webhook");
        webhooks.MapPost("/{webhook}/secret", Rotate).WithName("rotateWebhookSecret").WithSummary("A new secret; the one before signs beside it for a while");
        webhooks.MapPost("/{webhook}/replay", Replay).WithName("replayWebhook").WithSummary("Deliver from an event on");
        webhooks.MapGet("/{webhook}/attempts", Attempts).Listed("seq", "kind", "at", "status").WithName("listWebhookAttempts").WithSummary("Attempts to deliver of late, the latest first");
    }

    private static async Task<Results<Created<WebhookJson>, ProblemHttpResult>> Create(
        string room, WebhookBodyJson body, HttpContext context, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        var id = await RoomOf(room, me, rooms);
        if ((id.Error ?? Fault(body, isNew: true)) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        var added = await grains.GetGrain<IWebhookIndexGrain>(0).Add(id.Value!);
        var made = added.IsError ? added.Error : await grains.GetGrain<IWebhookGrain>(added.Value).Create(new CreateWebhook(id.Value!, me.Actor, body.Url!, Kinds(body) ?? []));
        if (made.IsError)
        {
            await (added.Value is { } unused ? grains.GetGrain<IWebhookIndexGrain>(0).Remove(unused) : Task.CompletedTask);
            return ErrorResults.Problem(made.Error);
        }

        await Note(audit, me, id.Value!, made.Value.View.Id, "created");
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/rooms/{made.Value.View.Room}/webhooks/{made.Value.View.Id}", WebhookJson.Of(made.Value.View, made.Value.Secret));
    }

    private static async Task<Results<Ok<WebhookJson[]>, ProblemHttpResult>> List(string room, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var id = await RoomOf(room, me, rooms);
        if (id.IsError)
        {
            return ErrorResults.Problem(id.Error);
        }

        var ids = await grains.GetGrain<IWebhookIndexGrain>(0).OfRoom(id.Value);
        var views = await Task.WhenAll(ids.Select(one => grains.GetGrain<IWebhookGrain>(one).Describe()));
        return TypedResults.Ok(views.OfType<WebhookView>().Select(view => WebhookJson.Of(view)).ToArray());
    }

    private static async Task<Results<Ok<WebhookJson>, ProblemHttpResult>> Change(
        string room, string webhook, WebhookBodyJson body, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        var grain = await Find(room, webhook, me, rooms, grains);
        if ((grain.Error ?? Fault(body, isNew: false)) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        var changed = await grain.Value!.Change(new ChangeWebhook(body.Url, Kinds(body), body.Active));
        if (changed.IsError)
        {
            return ErrorResults.Problem(changed.Error);
        }

        await Note(audit, me, changed.Value.Room, webhook, "changed");
        return TypedResults.Ok(WebhookJson.Of(changed.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string room, string webhook, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        var grain = await Find(room, webhook, me, rooms, grains);
        if (grain.IsError)
        {
            return ErrorResults.Problem(grain.Error);
        }

        await grain.Value.Delete();
        await grains.GetGrain<IWebhookIndexGrain>(0).Remove(webhook);
        await Note(audit, me, room, webhook, "deleted");
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<WebhookJson>, ProblemHttpResult>> Rotate(
        string room, string webhook, HttpContext context, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        var grain = await Find(room, webhook, me, rooms, grains);
        var made = grain.IsError ? grain.Error : await grain.Value.Rotate();
        if (made.IsError)
        {
            return ErrorResults.Problem(made.Error);
        }

        await Note(audit, me, made.Value.View.Room, webhook, "secret rotated");
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(WebhookJson.Of(made.Value.View, made.Value.Secret));
    }

    private static async Task<Results<Ok<WebhookJson>, ProblemHttpResult>> Replay(string room, string webhook, ReplayJson body, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        if (RoomRequests.SeqFault("from", body.From) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        var grain = await Find(room, webhook, me, rooms, grains);
        var view = grain.IsError ? grain.Error : await grain.Value.Replay(body.From!.Value);
        return view.IsError ? ErrorResults.Problem(view.Error) : TypedResults.Ok(WebhookJson.Of(view.Value));
    }

    private static async Task<Results<Ok<WebhookAttemptJson[]>, ProblemHttpResult>> Attempts(string room, string webhook, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var grain = await Find(room, webhook, me, rooms, grains);
        return grain.IsError ? ErrorResults.Problem(grain.Error) : TypedResults.Ok((await grain.Value.Attempts())
            .Select(one => new WebhookAttemptJson(one.Delivery, one.Seq, one.Kind, one.At, one.Milliseconds, one.Status, one.Fault)).ToArray());
    }

    /// <summary>The id of a room that the caller reads and whose settings are the caller's to change, or why not.</summary>
    private static async Task<Outcome<string>> RoomOf(string room, CurrentUser me, RoomCalls rooms)
    {
        var view = await rooms.Describe(me, room);
        if (view.IsError)
        {
            return view.Error;
        }

        var standing = new RoomStanding(view.Value.Visibility, view.Value.IsArchived, view.Value.Role, IsBanned: false);
        return (RoomAccess.Refuse(me.Role, standing, RoomPermission.Read) ?? RoomAccess.Refuse(me.Role, standing, RoomPermission.ChangeSettings)) is { } refusal ? refusal : view.Value.Id;
    }

    private static async Task<Outcome<IWebhookGrain>> Find(string room, string webhook, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var id = await RoomOf(room, me, rooms);
        return id.IsError ? id.Error
            : (await grains.GetGrain<IWebhookIndexGrain>(0).OfRoom(id.Value)).Contains(webhook) ? new Outcome<IWebhookGrain>(grains.GetGrain<IWebhookGrain>(webhook), null)
            : ErrorCatalog.Error(ErrorCatalog.WebhookNotFound);
    }

    private static Error? Fault(WebhookBodyJson body, bool isNew)
    {
        if (body.Url is null && isNew)
        {
            return ErrorCatalog.InvalidField("url", "Say which address is called.");
        }

        return body.Events is { } kinds && (kinds.Length > MaxKinds || kinds.Any(kind => string.IsNullOrEmpty(kind) || kind.Length > 64))
            ? ErrorCatalog.InvalidField("events", "Must be kinds of events, e.g. messagePosted.")
            : null;
    }

    private static ImmutableArray<string>? Kinds(WebhookBodyJson body) => body.Events is { } kinds ? [.. kinds.Distinct()] : null;

    private static Task Note(IAudit audit, CurrentUser me, string room, string webhook, string what) =>
        audit.WriteAsync(new AuditEntry(AuditEvents.AuthzChange) { Actor = me.Id, Target = room, Detail = $"webhook={webhook} {what}" });
}
