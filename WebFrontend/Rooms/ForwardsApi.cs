using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Body of POST /rooms/{room}/messages/{seq}/forward.</summary>
/// <param name="To">The room that it goes to, by id or name.</param>
/// <param name="Text">What the sender says to it; may be left out.</param>
public sealed record ForwardJson(string? To, string? ClientId, string? Text)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => "ForwardJson";
}

/// <summary>Passing messages on, over REST.</summary>
internal static class ForwardsApi
{
    public static void MapForwards(this IEndpointRouteBuilder rooms)
    {
        rooms.MapPost("/{room}/messages/{seq:long}/forward", Forward).WithName("forwardMessage").WithSummary("Pass a message on to another room; repeat with the same clientId at will");
        rooms.MapGet("/{room}/messages/{seq:long}/forward", Forwarded).Throttled(ThrottleScopes.Read).WithName("readForwarded").WithSummary("The message that a message passes on, as you may see it now");
    }

    [Writes("SentEvent")]
    private static async Task<Results<Created<JsonShape>, Ok<JsonShape>, ProblemHttpResult>> Forward(string room, long seq, ForwardJson body, CurrentUser me, RoomCalls rooms)
    {
        var outcome = await rooms.Forward(me, room, seq, body.To, body.ClientId, body.Text);
        if (outcome.IsError)
        {
            return ErrorResults.Problem(outcome.Error);
        }

        var done = outcome.Value;
        return done.IsRepeat
            ? TypedResults.Ok(RoomEventAnswers.Event(done))
            : TypedResults.Created($"/api/v1/rooms/{done.Room}/events?after={done.Seq - 1}&limit=1", RoomEventAnswers.Event(done));
    }

    [Writes("ForwardedMessage")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Forwarded(string room, long seq, CurrentUser me, RoomCalls rooms)
    {
        var forwarded = await rooms.FindAsync(room) is { } grain ? await grain.Forwarded(me.Actor, seq) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return forwarded.IsError ? ErrorResults.Problem(forwarded.Error) : TypedResults.Ok(MessageJson.Forwarded(forwarded.Value));
    }
}
