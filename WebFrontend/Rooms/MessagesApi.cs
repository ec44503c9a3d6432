using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Threads;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Messages as they are now, what they were, and reactions to them.</summary>
internal static class MessagesApi
{
    public static void MapMessages(this IEndpointRouteBuilder rooms)
    {
        rooms.MapGet("/{room}/messages", List).Throttled(ThrottleScopes.Read).WithName("readMessages").WithSummary("A page of messages as they are now");
        rooms.MapGet("/{room}/messages/{seq:long}", One).WithViews(RoomForms.ListMessage, RoomForms.EditMessage).Throttled(ThrottleScopes.Read).WithName("readMessage").WithSummary("One message as it is now");
        rooms.MapGet("/{room}/messages/{seq:long}/edits", Edits).Throttled(ThrottleScopes.Read).WithName("readEdits").WithSummary("What a message has said, oldest first");
        rooms.MapPut("/{room}/messages/{seq:long}/reactions/{emoji}", Add).WithName("addReaction").WithSummary("React to a message; repeating is harmless");
        rooms.MapDelete("/{room}/messages/{seq:long}/reactions/{emoji}", Remove).WithName("removeReaction").WithSummary("Take a reaction back; repeating is harmless");
    }

    public static void MapPreviews(this IEndpointRouteBuilder rooms) =>
        rooms.MapDelete("/{room}/messages/{seq:long}/previews", RemovePreview).WithName("removePreview")
            .WithSummary("Take the previews of a message away for good, or that of the link ?url= alone; repeating is harmless");

    public static void MapThreadsAndPins(this IEndpointRouteBuilder rooms)
    {
        rooms.MapGet("/{room}/messages/{seq:long}/thread", Thread).Throttled(ThrottleScopes.Read).WithName("readThread").WithSummary("A page of a thread, with the message that it began with");
        rooms.MapGet("/{room}/pins", Pins).Throttled(ThrottleScopes.Read).WithName("readPins").WithSummary("Pinned messages, last pinned first");
        rooms.MapPut("/{room}/messages/{seq:long}/pin", Pin).WithName("pinMessage").WithSummary("Pin a message; repeating is harmless");
        rooms.MapDelete("/{room}/messages/{seq:long}/pin", Unpin).WithName("unpinMessage").WithSummary("Take a pin away; repeating is harmless");
    }

    [Writes("ThreadPage")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Thread(
        string room, long seq, long? before, long? after, int? limit, CurrentUser me, RoomCalls rooms, ThreadCalls threads)
    {
        var query = RoomRequests.Messages(me.Actor, null, before, after, limit);
        if (query.IsError)
        {
            return ErrorResults.Problem(query.Error);
        }

        if (await rooms.FindAsync(room) is not { } grain)
        {
            return ErrorResults.Problem(ErrorCatalog.Error(ErrorCatalog.RoomNotFound));
        }

        // The root last: it is at least as new as the page, so that whoever goes on from the page's head has all.
        var page = await grain.Messages(query.Value with { Thread = seq, LooksBack = RoomCalls.IsById(grain, room) });
        var root = page.IsError ? page.Error : await MessageAsync(grain, me, room, seq);
        return root.IsError
            ? ErrorResults.Problem(root.Error)
            : TypedResults.Ok(MessageJson.Thread(root.Value.Messages[0], page.Value!, await threads.Of(me, root.Value.Room, seq)));
    }

    [Writes("MessageList")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Pins(string room, CurrentUser me, RoomCalls rooms)
    {
        var page = await rooms.FindAsync(room) is { } grain ? await grain.Pins(me.Actor) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return page.IsError ? ErrorResults.Problem(page.Error) : TypedResults.Ok(MessageJson.Some(page.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Pin(string room, long seq, CurrentUser me, RoomCalls rooms) => Answer(await rooms.Pin(me, room, seq, on: true));

    private static async Task<Results<NoContent, ProblemHttpResult>> Unpin(string room, long seq, CurrentUser me, RoomCalls rooms) => Answer(await rooms.Pin(me, room, seq, on: false));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemovePreview(string room, long seq, string? url, CurrentUser me, RoomCalls rooms) =>
        Answer(await rooms.RemovePreview(me, room, seq, url));

    private static Results<NoContent, ProblemHttpResult> Answer(Outcome<Done> outcome) =>
        outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();

    [Writes("MessagePage")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> List(
        string room, long? around, long? before, long? after, int? limit, HttpContext context, CurrentUser me, RoomCalls rooms)
    {
        var query = RoomRequests.Messages(me.Actor, around, before, after, limit);
        if (query.IsError)
        {
            return ErrorResults.Problem(query.Error);
        }

        var page = await rooms.FindAsync(room) is { } grain ? await grain.Messages(query.Value with { LooksBack = RoomCalls.IsById(grain, room) }) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (page.IsError)
        {
            return ErrorResults.Problem(page.Error);
        }

        PageLinks.Write(context, page.Value.FirstSeq, page.Value.LastSeq, 1, page.Value.Head);
        return TypedResults.Ok(MessageJson.Page(page.Value));
    }

    [Writes("RoomMessage")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> One(string room, long seq, CurrentUser me, RoomCalls rooms, HttpContext context)
    {
        var page = await rooms.FindAsync(room) is { } grain ? await MessageAsync(grain, me, room, seq) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        if (page.IsError)
        {
            return ErrorResults.Problem(page.Error);
        }

        var view = await rooms.Describe(me, page.Value.Room); // who has left it and reads on may do nothing more
        return TypedResults.Ok(MessageJson.One(page.Value, context.Request.PathBase, MessageLinks.Of(page.Value.Room, page.Value.Messages[0], me.Id, view.IsError ? default : view.Value.Permissions)));
    }

    /// <summary>For members as it is now; for who has left and may read on as it was then.</summary>
    private static async Task<Outcome<MessagePage>> MessageAsync(IRoomGrain grain, CurrentUser me, string room, long seq)
    {
        var page = await grain.Message(me.Actor, seq);
        return page.Error?.Code is ErrorCatalog.NotAMember or ErrorCatalog.RoomNotFound && RoomCalls.IsById(grain, room) ? await grain.LookBack(me.Actor, seq) : page;
    }

    private static async Task<Results<Ok<MessageVersionJson[]>, ProblemHttpResult>> Edits(string room, long seq, CurrentUser me, RoomCalls rooms)
    {
        var versions = await rooms.FindAsync(room) is { } grain ? await grain.Edits(me.Actor, seq) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return versions.IsError ? ErrorResults.Problem(versions.Error) : TypedResults.Ok(versions.Value.Select(MessageVersionJson.Of).ToArray());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Add(string room, long seq, string emoji, CurrentUser me, RoomCalls rooms) =>
        Answer(await rooms.React(me, room, seq, clientId: null, emoji, on: true));

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string room, long seq, string emoji, CurrentUser me, RoomCalls rooms) =>
        Answer(await rooms.React(me, room, seq, clientId: null, emoji, on: false));
}
