using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Rooms;

/// <summary>Who cannot become a member of a room. <c>{user}</c> is an id or a user name.</summary>
internal static class BansApi
{
    public static void MapBans(this IEndpointRouteBuilder rooms)
    {
        rooms.MapGet("/{room}/bans", List).Listed("at", "bannedBy").WithName("listBans").WithSummary("Who is banned from a room");
        rooms.MapPut("/{room}/bans/{user}", Ban).WithName("banUser").WithSummary("Put a user out of a room for good; repeating is harmless");
        rooms.MapDelete("/{room}/bans/{user}", Unban).WithName("unbanUser").WithSummary("Lift a ban; repeating is harmless");
    }

    private static async Task<Results<Ok<BanJson[]>, ProblemHttpResult>> List(string room, CurrentUser me, RoomNames names, People people, IGrainFactory grains)
    {
        var bans = await names.FindAsync(room) is { } id
            ? await grains.GetGrain<IRoomDirectoryGrain>(0).Bans(id, me.Actor)
            : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (bans.IsError)
        {
            return ErrorResults.Problem(bans.Error);
        }

        var users = await people.FindAsync(bans.Value.Select(ban => ban.User));
        return TypedResults.Ok(bans.Value.Zip(users).Where(pair => pair.Second is not null).Select(pair => BanJson.Of(pair.First, pair.Second!)).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Ban(string room, string user, CurrentUser me, RoomCalls rooms, RoomPeople people)
    {
        var found = await people.FindAsync(me, room, user, RoomPermission.Remove);
        var outcome = found.IsError ? found.Error : await rooms.Do(me, room, new BanMember { Sender = me.Id, User = found.Value.Id });
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Unban(string room, string user, CurrentUser me, RoomCalls rooms, RoomPeople people)
    {
        var found = await people.FindAsync(me, room, user, RoomPermission.Remove);
        var outcome = found.IsError ? found.Error : await rooms.Do(me, room, new UnbanMember { Sender = me.Id, User = found.Value.Id });
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }
}
