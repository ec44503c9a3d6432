using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Retention;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Rooms;

/// <summary>All rooms but conversations, for administrators: never what is said in them.</summary>
internal static class RoomAdministrationApi
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;
    private const int MaxQueryLength = 100;

    public static void MapRoomAdministration(this IEndpointRouteBuilder routes)
    {
        var rooms = routes.MapGroup("/admin/rooms").WithTags("Administration").RequirePermission(ServerPermission.ManageRooms);
        rooms.MapGet("", Search).WithName("searchRooms").WithSummary("Administrators: all public and private rooms by id, or those with a text in name or title");
        rooms.MapPatch("/{id}", Change).Removable(("retention", RetentionRule.Server)).WithName("manageRoom").WithSummary("Administrators: archive a room, bring it back, say how long it keeps messages, make a member one of its owners");
        rooms.MapDelete("/{id}", Delete).WithName("deleteManagedRoom").WithSummary("Administrators: delete a room and all that was said in it, for good; its name, typed once more, is asked for");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, string? name, CurrentUser me, IGrainFactory grains, RoomNames names, IAudit audit)
    {
        var deleted = await grains.RoomRegistry().Delete(me.Actor, id, name ?? "");
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Actor = me.Id, Target = deleted.Value?.Id ?? id, Refusal = deleted.Error?.Code, Detail = "room deleted" });
        if (deleted.IsError)
        {
            return ErrorResults.Problem(deleted.Error);
        }

        names.Forget(deleted.Value.Id);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ManagedRoomJson[]>, ProblemHttpResult>> Search(string? query, string? after, int? limit, CurrentUser me, IGrainFactory grains)
    {
        if (limit is < 1 || query is { Length: > MaxQueryLength })
        {
            return ErrorResults.Problem(limit is < 1
                ? ErrorCatalog.InvalidField("limit", $"Must be from 1 to {MaxPage}.")
                : ErrorCatalog.InvalidField("query", $"Must have at most {MaxQueryLength} characters."));
        }

        var rooms = await grains.RoomRegistry().Search(new SearchRooms(me.Actor, query, after, Math.Min(limit ?? DefaultPage, MaxPage)));
        return rooms.IsError ? ErrorResults.Problem(rooms.Error) : TypedResults.Ok(rooms.Value.Select(ManagedRoomJson.From).ToArray());
    }

    private static async Task<Results<Ok<ManagedRoomJson>, ProblemHttpResult>> Change(string id, ManageRoomJson body, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        if (body is { Archived: null, Owner: null, Retention: null })
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.Invalid, "Send what is to change: archived, owner or retention."));
        }

        var changed = await grains.RoomRegistry().Change(new ManageRoom(me.Actor, id) { IsArchived = body.Archived, Owner = body.Owner, Retention = body.Retention });
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin)
        {
            Actor = me.Id, Target = changed.Value?.Id ?? id, Refusal = changed.Error?.Code, Detail = $"room {RoomChanges.Words(body.Archived, body.Owner, body.Retention)}",
        });
        return changed.IsError ? ErrorResults.Problem(changed.Error) : TypedResults.Ok(ManagedRoomJson.From(changed.Value));
    }
}

/// <summary>Body of PATCH /admin/rooms/{id}. What is missing stays.</summary>
/// <param name="Owner">User id of a member who becomes an owner.</param>
/// <param name="Retention">Days that messages are kept, whatever owners may choose; 0: for ever; -1: as the server's rule says.</param>
public sealed record ManageRoomJson(bool? Archived, string? Owner, int? Retention = null);

/// <summary>A room as administrators see it. See <see cref="RoomSummary"/>.</summary>
/// <param name="Visibility"><c>public</c> or <c>private</c></param>
/// <param name="Owners">User ids, ten at most.</param>
/// <param name="Retention">Days that messages are kept; 0: for ever; null: as the server's rule says.</param>
public sealed record ManagedRoomJson(
    string Id, string Name, string Title, string Visibility, bool Archived, int Members, long Messages, string[] Owners, DateTimeOffset CreatedAt, DateTimeOffset LastEventAt, int? Retention)
{
    public static ManagedRoomJson From(RoomSummary room) => new(
        room.Id, room.Name, room.Title, room.Visibility == RoomVisibility.Public ? "public" : "private", room.IsArchived, room.Members, room.Messages, [.. room.Owners],
        room.CreatedAt, room.LastEventAt, room.Retention);
}
