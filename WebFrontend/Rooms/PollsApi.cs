using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Votes in polls, over REST. Polls themselves are messages.</summary>
internal static class PollsApi
{
    public static void MapPolls(this IEndpointRouteBuilder rooms)
    {
        var poll = rooms.MapGroup("/{room}/messages/{seq:long}/poll");
        poll.MapGet("/vote", Choices).Throttled(ThrottleScopes.Read).WithName("readVote").WithSummary("What you have chosen in a poll");
        poll.MapPut("/vote", Vote).WithName("vote").WithSummary("Choose answers of a poll, in the place of those before; repeating is harmless");
        poll.MapDelete("/vote", TakeBack).WithName("takeVoteBack").WithSummary("Choose nothing any more; repeating is harmless");
        poll.MapPost("/close", Close).WithName("closePoll").WithSummary("Close a poll for good; repeating is harmless");
    }

    [Writes("PollChoices")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Choices(string room, long seq, CurrentUser me, RoomCalls rooms)
    {
        var choices = await rooms.FindAsync(room) is { } grain ? await grain.Choices(me.Actor, seq) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return choices.IsError ? ErrorResults.Problem(choices.Error) : TypedResults.Ok(JsonShape.Write(choices.Value, static (json, choices) =>
        {
            json.WriteStartObject();
            PollWriter.WriteChoices(json, "choices", choices);
            json.WriteEndObject();
        }));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Vote(string room, long seq, VoteJson body, CurrentUser me, RoomCalls rooms) =>
        Answer(await rooms.Vote(me, room, seq, body.Choices));

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeBack(string room, long seq, CurrentUser me, RoomCalls rooms) =>
        Answer(await rooms.Vote(me, room, seq, []));

    private static async Task<Results<NoContent, ProblemHttpResult>> Close(string room, long seq, CurrentUser me, RoomCalls rooms) =>
        Answer(await rooms.ClosePoll(me, room, seq));

    private static Results<NoContent, ProblemHttpResult> Answer(Outcome<Done> outcome) =>
        outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
}
