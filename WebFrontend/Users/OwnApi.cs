using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Users;

/// <summary>What is the signed-in user's own, over REST.</summary>
internal static class OwnApi
{
    public static void MapOwn(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me").WithTags("Users").RequireAuthorization();
        me.MapGet("/state", State).WithName("getMyState").WithSummary("What is mine and the same on every device");
        me.MapPut("/settings", SetSettings).Throttled(ThrottleScopes.Signals).WithName("setMySettings").WithSummary("How I want to be told of things");
        me.MapPut("/rooms/{room}", SetLevel).Throttled(ThrottleScopes.Signals).WithName("setRoomLevel").WithSummary("How I want to be told of a room");
        me.MapPut("/drafts/{room}", SaveDraft).Throttled(ThrottleScopes.Signals).WithName("saveDraft").WithSummary("Keep what I have begun to write in a room");
        me.MapDelete("/drafts/{room}", DropDraft).WithName("dropDraft").WithSummary("Throw a draft away; repeating is harmless");
    }

    [Writes("OwnState")]
    private static async Task<Ok<JsonShape>> State(CurrentUser me, OwnCalls own) => TypedResults.Ok(Shape(await own.State(me), OwnJson.WriteState));

    [Writes("OwnSettings")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> SetSettings(OwnSettingsJson body, CurrentUser me, OwnCalls own) =>
        Answer(await own.SetSettings(me, body), OwnJson.WriteSettings);

    [Writes("RoomLevel")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> SetLevel(string room, RoomLevelJson body, CurrentUser me, OwnCalls own) =>
        Answer(await own.SetLevel(me, room, body), OwnJson.WriteLevel);

    [Writes("Draft")]
    private static async Task<Results<Ok<JsonShape>, ProblemHttpResult>> SaveDraft(string room, DraftJson body, CurrentUser me, OwnCalls own) =>
        Answer(await own.SaveDraft(me, room, body), OwnJson.WriteDraft);

    private static async Task<NoContent> DropDraft(string room, long? version, CurrentUser me, OwnCalls own)
    {
        await own.DropDraft(me, room, version);
        return TypedResults.NoContent();
    }

    private static Results<Ok<JsonShape>, ProblemHttpResult> Answer<T>(Outcome<T> outcome, Action<Utf8JsonWriter, T> write) =>
        outcome.IsError ? ErrorResults.Problem(outcome.Error) : TypedResults.Ok(Shape(outcome.Value, write));

    internal static JsonShape Shape<T>(T value, Action<Utf8JsonWriter, T> write) => JsonShape.Write((value, write), static (json, state) =>
    {
        json.WriteStartObject();
        state.write(json, state.value);
        json.WriteEndObject();
    });
}
