using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Body of PUT /rooms/{room}/read and POST /rooms/{room}/unread.</summary>
public sealed record ReadPositionJson(long? Seq);

/// <summary>How far the caller has read, over REST.</summary>
internal static class ReadPositionsApi
{
    public static void MapReadPositions(this IEndpointRouteBuilder rooms)
    {
        rooms.MapPut("/{room}/read", Read).WithName("markRead").WithSummary("Say how far you have read; the position moves forward only");
        rooms.MapPost("/{room}/unread", Unread).WithName("markUnread").WithSummary("Make a message and all after it unread again");
    }

    [Writes("ReadPosition")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Read(string room, ReadPositionJson body, CurrentUser me, RoomCalls rooms) =>
        Answer(await rooms.MarkRead(me, room, body.Seq));

    [Writes("ReadPosition")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Unread(string room, ReadPositionJson body, CurrentUser me, RoomCalls rooms) =>
        Answer(await rooms.MarkUnread(me, room, body.Seq));

    private static Results<Ok<JsonShape>, ProblemHttpResult> Answer(Outcome<ReadPosition> outcome) => outcome.IsError
        ? ErrorResults.Problem(outcome.Error)
        : TypedResults.Ok(JsonShape.Write(outcome.Value, static (json, position) =>
        {
            json.WriteStartObject();
            RoomAnswerJson.WriteRead(json, position);
            json.WriteEndObject();
        }));
}
