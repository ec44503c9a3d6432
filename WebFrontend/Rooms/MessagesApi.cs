using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Messages as they are now, what they were, and reactions to them.</summary>
internal static class MessagesApi
{
    public static void MapMessages(this IEndpointRouteBuilder rooms)
    {
        rooms.MapGet("/{room}/messages", List).Throttled(ThrottleScopes.Read).WithName("readMessages").WithSummary("A page of messages as they are now");
        rooms.MapGet("/{room}/messages/{seq:long}", One).Throttled(ThrottleScopes.Read).WithName("readMessage").WithSummary("One message as it is now");
        rooms.MapGet("/{room}/messages/{seq:long}/edits", Edits).Throttled(ThrottleScopes.Read).WithName("readEdits").WithSummary("What a message has said, oldest first");
        rooms.MapPut("/{room}/messages/{seq:long}/reactions/{emoji}", Add).WithName("addReaction").WithSummary("React to a message; repeating is harmless");
        rooms.MapDelete("/{room}/messages/{seq:long}/reactions/{emoji}", Remove).WithName("removeReaction").WithSummary("Take a reaction back; repeating is harmless");
    }

    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> List(
        string room, long? around, long? before, long? after, int? limit, CurrentUser me, RoomCalls rooms)
    {
        var query = RoomRequests.Messages(me.Actor, around, before, after, limit);
        if (query.IsError)
        {
            return ErrorResults.Problem(query.Error);
        }

        var page = await rooms.FindAsync(room) is { } grain ? await grain.Messages(query.Value) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return page.IsError ? ErrorResults.Problem(page.Error) : TypedResults.Ok(MessageJson.Page(page.Value));
    }

    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> One(string room, long seq, CurrentUser me, RoomCalls rooms)
    {
        var page = await rooms.FindAsync(room) is { } grain ? await grain.Message(me.Actor, seq) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return page.IsError ? ErrorResults.Problem(page.Error) : TypedResults.Ok(MessageJson.One(page.Value));
    }

    private static async Task<Results<Ok<MessageVersionJson[]>, ProblemHttpResult>> Edits(string room, long seq, CurrentUser me, RoomCalls rooms)
    {
        var versions = await rooms.FindAsync(room) is { } grain ? await grain.Edits(me.Actor, seq) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return versions.IsError ? ErrorResults.Problem(versions.Error) : TypedResults.Ok(versions.Value.Select(MessageVersionJson.Of).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Add(string room, long seq, string emoji, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.React(me, room, seq, clientId: null, emoji, on: true);
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string room, long seq, string emoji, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.React(me, room, seq, clientId: null, emoji, on: false);
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }
}
