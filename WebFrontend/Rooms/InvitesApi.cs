using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Rooms;

/// <summary>Invites to rooms: made in the room, used by their code.</summary>
internal static class InvitesApi
{
    public static void MapRoomInvites(this IEndpointRouteBuilder rooms)
    {
        rooms.MapPost("/{room}/invites", Create).WithName("createRoomInvite").WithSummary("Make an invite; its code is told only now");
        rooms.MapGet("/{room}/invites", List).Listed("createdAt", "expiresAt", "uses", "maxUses", "role", "createdBy").WithName("listRoomInvites").WithSummary("Invites that still let somebody in, newest first");
        rooms.MapDelete("/{room}/invites/{invite}", Revoke).WithName("revokeRoomInvite").WithSummary("End an invite; repeating is harmless");
    }

    public static void MapInvites(this IEndpointRouteBuilder routes)
    {
        // The code is not read from the route: see InviteAddress.
        var invites = routes.MapGroup("/invites").WithTags("Rooms").RequireAuthorization();
        invites.MapGet("/{code}", Preview).WithName("previewInvite").WithSummary("Title of the room that an invite leads to");
        invites.MapPost("/{code}", Use).WithName("useInvite").WithSummary("Join a room by an invite");
    }

    private static async Task<Results<Created<InviteMadeJson>, ProblemHttpResult>> Create(
        string room, CreateRoomInviteJson? body, HttpContext context, CurrentUser me, RoomNames names, IGrainFactory grains, IOptions<RoomInviteOptions> options)
    {
        var request = Request(body, options.Value);
        if (request.IsError)
        {
            return ErrorResults.Problem(request.Error);
        }

        var made = await names.FindAsync(room) is { } id
            ? await grains.GetGrain<IRoomDirectoryGrain>(0).CreateInvite(request.Value with { Room = id, Maker = me.Actor })
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (made.IsError)
        {
            return ErrorResults.Problem(made.Error);
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/rooms/{Uri.EscapeDataString(room)}/invites/{made.Value.Invite.Id}", InviteMadeJson.Of(made.Value));
    }

    private static async Task<Results<Ok<InviteJson[]>, ProblemHttpResult>> List(string room, CurrentUser me, RoomNames names, IGrainFactory grains)
    {
        var invites = await names.FindAsync(room) is { } id
            ? await grains.GetGrain<IRoomDirectoryGrain>(0).Invites(id, me.Actor)
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return invites.IsError ? ErrorResults.Problem(invites.Error) : TypedResults.Ok(invites.Value.Select(InviteJson.Of).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string room, string invite, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Do(me, room, new RevokeInvite { Sender = me.Id, Invite = invite });
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<InvitePreviewJson>, ProblemHttpResult>> Preview(HttpContext context, IGrainFactory grains)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await grains.GetGrain<IRoomDirectoryGrain>(0).FindInvite(InviteAddress.Of(context)) is { Title: { } title }
            ? TypedResults.Ok(new InvitePreviewJson(title))
            : ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.InviteNotFound));
    }

    private static async Task<Results<Created<JoinedJson>, Ok<JoinedJson>, ProblemHttpResult>> Use(HttpContext context, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.JoinByInvite(me, InviteAddress.Of(context));
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        var joined = new JoinedJson(outcome.Value.Room, outcome.Value.Seq);
        return outcome.Value.Event is null ? TypedResults.Ok(joined) : TypedResults.Created($"/api/v1/rooms/{joined.Room}/members/me", joined);
    }

    private static Outcome<NewInvite> Request(CreateRoomInviteJson? body, RoomInviteOptions options)
    {
        var role = RoomRequests.Role(body?.Role);
        if (role.IsError)
        {
            return role.Error;
        }

        var uses = body?.MaxUses ?? 1;
        if (uses < 1 || uses > options.MaxUses)
        {
            return ErrorCatalog.InvalidField("maxUses", $"Must be from 1 to {options.MaxUses}.");
        }

        var seconds = body?.ExpiresIn ?? (long)options.DefaultLifetime.TotalSeconds;
        if (seconds < 1 || seconds > (long)options.MaxLifetime.TotalSeconds)
        {
            return ErrorCatalog.InvalidField("expiresIn", $"Must be from 1 to {(long)options.MaxLifetime.TotalSeconds} seconds.");
        }

        return new NewInvite("", default, role.Value, uses, TimeSpan.FromSeconds(seconds));
    }
}
