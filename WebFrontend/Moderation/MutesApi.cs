using Microsoft.AspNetCore.Http.HttpResults;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Moderation;

/// <summary>A member who is muted for a time.</summary>
public sealed record TimedMuteJson(string User, string By, DateTimeOffset Until);

/// <summary>Who is muted for a time. To mute somebody is a change of their role.</summary>
internal static class MutesApi
{
    public static void MapMutes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/rooms/{room}/mutes", List).WithTags("Moderation").RequireAuthorization().WithName("listMutes").WithSummary("Who is muted for a time; for moderators");

    private static async Task<Results<Ok<TimedMuteJson[]>, ProblemHttpResult>> List(string room, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var id = await ModeratedRooms.IdOf(room, me, rooms);
        return id.IsError
            ? ErrorResults.Problem(id.Error)
            : TypedResults.Ok((await grains.RoomMutes(id.Value).List()).Select(mute => new TimedMuteJson(mute.User, mute.By, mute.Until)).ToArray());
    }
}
