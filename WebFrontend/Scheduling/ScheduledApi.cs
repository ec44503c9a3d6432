using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Scheduling;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Users;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Scheduling;

/// <summary>Messages for later, over REST.</summary>
internal static class ScheduledApi
{
    public static void MapScheduled(this IEndpointRouteBuilder routes)
    {
        var scheduled = routes.MapGroup("").WithTags("Scheduled messages").RequireAuthorization();
        scheduled.MapPost("/rooms/{room}/scheduled", Schedule).Throttled(ThrottleScopes.Send).WithName("scheduleMessage").WithSummary("Have a message sent later");
        scheduled.MapGet("/me/scheduled", List).WithName("listScheduled").WithSummary("My messages for later, the next one first");
        scheduled.MapPatch("/me/scheduled/{clientId}", Change).Throttled(ThrottleScopes.Send).WithName("changeScheduled").WithSummary("Another text or time");
        scheduled.MapDelete("/me/scheduled/{clientId}", Cancel).WithName("cancelScheduled").WithSummary("Do not send it");
    }

    [Writes("ScheduledMessage")]
    private static async Task<Results<Created<JsonShape>, ProblemHttpResult>> Schedule(
        string room, ScheduleJson body, CurrentUser me, OwnCalls own, RoomRequests requests, MentionNames mentions, IGrainFactory grains)
    {
        var message = requests.Send(me.Id, body.ClientId, body.Text, body.ReplyTo);
        if ((message.Error ?? (body.At is null ? ErrorCatalog.InvalidField("at", "Say when it is to be sent.") : null)) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        // Who may not even know of the room learns no more of it by this; who may write is asked when it is sent.
        var id = await own.ReadableRoom(me, room);
        var outcome = id.IsError ? id.Error : await grains.ScheduledMessages(me.Id).Schedule(new ScheduleMessage(body.ClientId!, id.Value, body.Text!, body.ReplyTo, body.At!.Value)
        {
            Mentions = await mentions.FindAsync(body.Text!),
        });
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.Created("/api/v1/me/scheduled", ScheduledJson.Of(outcome.Value));
    }

    [Writes("ScheduledList")]
    private static async Task<Ok<JsonShape>> List(CurrentUser me, IGrainFactory grains) =>
        TypedResults.Ok(JsonShape.Array([.. (await grains.ScheduledMessages(me.Id).List()).Select(ScheduledJson.Of)]));

    [Writes("ScheduledMessage")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> Change(
        string clientId, ChangeScheduledJson body, CurrentUser me, RoomRequests requests, MentionNames mentions, IGrainFactory grains)
    {
        if (body.Text is not null && requests.DraftFault(body.Text, replyTo: null) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        return Answer(await grains.ScheduledMessages(me.Id).Change(new ChangeScheduled(clientId, body.Text, body.At)
        {
            Mentions = body.Text is null ? null : await mentions.FindAsync(body.Text),
        }));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Cancel(string clientId, CurrentUser me, IGrainFactory grains)
    {
        var outcome = await grains.ScheduledMessages(me.Id).Cancel(clientId);
        return outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.NoContent();
    }

    private static Results<Ok<JsonShape>, ProblemHttpResult> Answer(Outcome<ScheduledMessage> outcome) =>
        outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.Ok(ScheduledJson.Of(outcome.Value));
}
