using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Rooms;

/// <summary>Conversations of two, and of several.</summary>
internal static class DirectApi
{
    /// <summary>More names are not looked up; how many people there may be is the rooms' to say.</summary>
    private const int MaxNames = 100;

    public static void MapDirect(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/direct", Open).WithTags("Rooms").RequireAuthorization().WithName("openDirect").WithSummary("The conversation with a user, or with several, made if there is none");

    private static async Task<Results<Ok<RoomJson>, ProblemHttpResult>> Open(OpenDirectJson body, CurrentUser me, RoomPeople people, IGrainFactory grains)
    {
        if ((ServerAccess.Refuse(me.Role, ServerPermission.StartDirect) ?? (await grains.SignUp().MayEnterRooms(me.Id)).Error) is { } refusal)
        {
            return ErrorResults.Problem(refusal);
        }

        var (field, names) = body.Users is null ? ("user", [body.User]) : ("users", body.Users);
        if (names.Length > MaxNames || names.Any(string.IsNullOrEmpty) || (body.User is not null && body.Users is not null))
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField(field, "Say with whom: an id or a user name as user, or several as users."));
        }

        var others = ImmutableArray.CreateBuilder<string>();
        foreach (var name in names)
        {
            if (await people.FindAsync(name!) is not { IsDeactivated: false } user)
            {
                return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.UserNotFound, names.Length == 1 ? "There is no such user." : $"There is no user {name}."));
            }

            if (user.Id != me.Id && !others.Contains(user.Id))
            {
                others.Add(user.Id);
            }
        }

        var directory = grains.GetGrain<IRoomDirectoryGrain>(0);
        var room = others.Count switch
        {
            0 => ErrorCatalog.InvalidField(field, "That is you."),
            1 => await directory.Direct(me.Actor, others[0]),
            _ => await directory.Group(me.Actor, others.ToImmutable()),
        };
        return room.IsError
            ? ErrorResults.Problem(room.Error)
            : TypedResults.Ok(RoomJson.Of(room.Value, me.Id, await grains.User(me.Id).Cursor(room.Value.Id)));
    }
}
