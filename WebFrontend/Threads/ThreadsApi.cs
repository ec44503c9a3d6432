using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Threads;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Threads;

/// <summary>Threads as the caller follows them, over REST. <c>{seq}</c> is the message that a thread began with.</summary>
internal static class ThreadsApi
{
    public static void MapThreads(this IEndpointRouteBuilder routes)
    {
        var threads = routes.MapGroup("").WithTags("Threads").RequireAuthorization();
        threads.MapGet("/threads", List).Throttled(ThrottleScopes.Read).WithName("listThreads").WithSummary("Threads that you follow, the one with the newest message first");
        var one = threads.MapGroup("/rooms/{room}/messages/{seq:long}/thread");
        one.MapPut("/read", Read).WithName("markThreadRead").WithSummary("Say how far you have read in a thread; the position moves forward only");
        one.MapPut("/follow", Follow).WithName("followThread").WithSummary("Follow a thread; repeating is harmless");
        one.MapDelete("/follow", Leave).WithName("unfollowThread").WithSummary("Follow a thread no more; repeating is harmless");
    }

    [Writes("ThreadList")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> List(string? before, int? limit, CurrentUser me, ThreadCalls threads)
    {
        var page = await threads.List(me, before, limit);
        return page.IsError ? ErrorResults.Problem(page.Error) : TypedResults.Ok(ThreadJson.Page(page.Value));
    }

    [Writes("ThreadMark")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Read(string room, long seq, ReadPositionJson body, CurrentUser me, ThreadCalls threads)
    {
        var mark = await threads.MarkRead(me, room, seq, body.Seq);
        return mark.IsError ? ErrorResults.Problem(mark.Error) : TypedResults.Ok(ThreadJson.Mark(mark.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Follow(string room, long seq, CurrentUser me, ThreadCalls threads) =>
        Answer(await threads.Follow(me, room, seq, on: true));

    private static async Task<Results<NoContent, ProblemHttpResult>> Leave(string room, long seq, CurrentUser me, ThreadCalls threads) =>
        Answer(await threads.Follow(me, room, seq, on: false));

    private static Results<NoContent, ProblemHttpResult> Answer(Outcome<ThreadMark> mark) =>
        mark.IsError ? ErrorResults.Problem(mark.Error) : TypedResults.NoContent();
}
