using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Rooms;

/// <summary>Conversations of two.</summary>
internal static class DirectApi
{
    public static void MapDirect(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/direct", Open).WithTags("Rooms").RequireAuthorization().WithName("openDirect").WithSummary("The conversation with a user, made if there is none");

    private static async Task<Results<Ok<RoomJson>, ProblemHttpResult>> Open(OpenDirectJson body, CurrentUser me, RoomPeople people, IGrainFactory grains)
    {
        if ((ServerAccess.Refuse(me.Role, ServerPermission.StartDirect) ?? (await grains.SignUp().MayEnterRooms(me.Id)).Error) is { } refusal)
        {
            return ErrorResults.Problem(refusal);
        }

        if (string.IsNullOrEmpty(body.User))
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("user", "Say with whom: an id or a user name."));
        }

        if (await people.FindAsync(body.User) is not { IsDeactivated: false } user)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.UserNotFound));
        }

        if (user.Id == me.Id)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("user", "That is you."));
        }

        var room = await grains.GetGrain<IRoomDirectoryGrain>(0).Direct(me.Actor, user.Id);
        return room.IsError
            ? ErrorResults.Problem(room.Error)
            : TypedResults.Ok(RoomJson.Of(room.Value, me.Id, await grains.User(me.Id).Cursor(room.Value.Id)));
    }
}
