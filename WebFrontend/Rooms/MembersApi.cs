using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Members of a room, by others. <c>{user}</c> is an id or a user name.</summary>
internal static class MembersApi
{
    public static void MapMembers(this IEndpointRouteBuilder rooms)
    {
        rooms.MapPut("/{room}/members/{user}", Add).WithName("addMember").WithSummary("Bring a user into a room; repeating is harmless");
        rooms.MapPatch("/{room}/members/{user}", ChangeRole).WithName("changeMemberRole").WithSummary("Give a member another role");
        rooms.MapDelete("/{room}/members/{user}", Kick).WithName("kickMember").WithSummary("Put a member out of a room; repeating is harmless");
    }

    private static async Task<Results<Created<JoinedJson>, Ok<JoinedJson>, ProblemHttpResult>> Add(
        string room, string user, AddMemberJson? body, CurrentUser me, RoomCalls rooms, RoomPeople people)
    {
        var role = RoomRequests.Role(body?.Role);
        if (role.IsError)
        {
            return ErrorResults.Problem(role.Error);
        }

        var found = await people.FindAsync(me, room, user, RoomPermission.Invite);
        if (found.IsError || found.Value.IsDeactivated)
        {
            return ErrorResults.Problem(found.Error ?? ErrorCatalog.Error(ErrorCatalog.UserNotFound));
        }

        var outcome = await rooms.Do(me, room, new AddMember { Sender = me.Id, User = found.Value.Id, Role = role.Value });
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        var joined = new JoinedJson(outcome.Value.Room, outcome.Value.Seq);
        return outcome.Value.Event is null ? TypedResults.Ok(joined) : TypedResults.Created($"/api/v1/rooms/{joined.Room}/members", joined);
    }

    [Writes("Done")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> ChangeRole(
        string room, string user, RoomRoleJson body, CurrentUser me, RoomCalls rooms, RoomPeople people)
    {
        if (WireNames.Role(body.Role) is not { } role)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("role", $"Must be {WireNames.RoomRoles}."));
        }

        if (body.Until is not null && role != RoomRole.Muted)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("until", "Only a mute ends by itself."));
        }

        var found = await people.FindAsync(me, room, user, RoomPermission.SetRoles);
        var outcome = found.IsError ? found.Error
            : body.Until is { } until ? await rooms.Mute(me, room, found.Value.Id, until)
            : await rooms.SetRole(me, room, found.Value.Id, role);
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.Ok(RoomEventAnswers.Done(outcome.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Kick(string room, string user, CurrentUser me, RoomCalls rooms, RoomPeople people)
    {
        var found = await people.FindAsync(me, room, user, RoomPermission.Remove);
        var outcome = found.IsError ? found.Error
            : found.Value.Id == me.Id ? await rooms.Leave(me, room)
            : await rooms.Do(me, room, new KickMember { Sender = me.Id, User = found.Value.Id });
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }
}
