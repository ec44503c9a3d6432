using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Silo.Admin;

internal sealed partial class AdminCommands
{
    public async Task<Outcome<AdminRooms>> Rooms(RoomsRequest request, CancellationToken cancellation)
    {
        switch (request.Action)
        {
            case "list":
                var found = await grains.RoomRegistry().Search(new SearchRooms(Operator, request.Query, request.After, request.Limit));
                return found.IsError
                    ? found.Error
                    : new AdminRooms(await Task.WhenAll(found.Value.Select(Named)), found.Value.Length < request.Limit ? null : found.Value[^1].Id);
            case "show":
                return await One(await grains.RoomRegistry().Find(Operator, request.Room ?? ""));
            default:
                return await Change(request);
        }
    }

    /// <summary>Members of the room see who it was: a user, whom the operator names, and who could have done it as well.</summary>
    private async Task<Outcome<AdminRooms>> Change(RoomsRequest request)
    {
        if (await grains.UserName(request.As ?? "").Find() is not { } administrator)
        {
            return NoUser(request.As ?? "");
        }

        var owner = request.Owner is null ? null : await grains.UserName(request.Owner).Find();
        if (request.Owner is not null && owner is null)
        {
            return NoUser(request.Owner);
        }

        var (isDeletion, actor) = (request.Action == "delete", new Actor(administrator.Id, administrator.Role));
        var changed = ServerAccess.Refuse(administrator.Role, ServerPermission.ManageRooms) is null
            ? isDeletion ? await grains.RoomRegistry().Delete(actor, request.Room ?? "", request.Name ?? "")
            : await grains.RoomRegistry().Change(new ManageRoom(actor, request.Room ?? "") { IsArchived = request.IsArchived, Owner = owner?.Id, Retention = request.Retention })
            : ErrorCatalog.Error(ErrorCatalog.Forbidden, $"{administrator.UserName} is no administrator of the server. Name one who is: members of the room see who it was.");
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin)
        {
            Target = changed.Value?.Id ?? request.Room, Refusal = changed.Error?.Code,
            Detail = $"{ByCommand}, as {administrator.Id}: room {(isDeletion ? "deleted" : RoomChanges.Words(request.IsArchived, owner?.Id, request.Retention))}",
        });
        return await One(changed);
    }

    private async Task<Outcome<AdminRooms>> One(Outcome<RoomSummary> room) => room.IsError ? room.Error : new AdminRooms([await Named(room.Value)], null);

    private async Task<AdminRoom> Named(RoomSummary room)
    {
        var owners = await Task.WhenAll(room.Owners.Select(owner => grains.User(owner).Find()));
        return AdminRoom.Of(room, [.. owners.OfType<Users.UserProfile>().Select(owner => owner.UserName)]);
    }
}
