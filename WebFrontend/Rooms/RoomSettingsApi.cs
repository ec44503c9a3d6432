using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Retention;
using Parley.Rooms;
using Parley.Users;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Rooms;

/// <summary>What a room itself is.</summary>
internal static class RoomSettingsApi
{
    public static void MapRoomSettings(this IEndpointRouteBuilder rooms)
    {
        rooms.MapPatch("/{room}", Change).Removable(("topic", ""), ("slowMode", 0), ("retention", RetentionRule.Server)).WithName("changeRoom").WithSummary("Change name, title, topic, visibility, slow mode, how long messages are kept, or what of its past newcomers and leavers see");
        rooms.MapDelete("/{room}", Delete).WithName("deleteRoom").WithSummary("Delete a room and all that was said in it, for good; its name, typed once more, is asked for");
        rooms.MapPost("/{room}/archive", Archive).WithName("archiveRoom").WithSummary("Make a room read-only; repeating is harmless");
        rooms.MapDelete("/{room}/archive", Unarchive).WithName("unarchiveRoom").WithSummary("Bring an archived room back; repeating is harmless");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string room, string? name, CurrentUser me, RoomCalls rooms, RoomNames names)
    {
        var outcome = await rooms.Do(me, room, new DeleteRoom { Sender = me.Id, Name = name ?? "" });
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        names.Forget(outcome.Value.Room);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RoomJson>, ProblemHttpResult>> Change(
        string room, ChangeRoomJson body, CurrentUser me, RoomCalls rooms, IGrainFactory grains, HttpContext context)
    {
        var command = RoomRequests.Settings(me.Id, body.Name, body.Title, body.Topic, body.Visibility, body.SlowMode, body.History, body.Leavers, body.Retention);
        var outcome = command.IsError ? command.Error : await rooms.Do(me, room, command.Value with { Expected = EntityTags.Expected<RoomJson>(context)?.Settings() });
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        var view = await rooms.Describe(me, room);
        return view.IsError
            ? ErrorResults.Problem(view.Error)
            : TypedResults.Ok(RoomJson.One(view.Value, me.Id, await grains.User(me.Id).Cursor(view.Value.Id)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Archive(string room, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Do(me, room, new ArchiveRoom { Sender = me.Id });
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Unarchive(string room, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Do(me, room, new UnarchiveRoom { Sender = me.Id });
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }
}
