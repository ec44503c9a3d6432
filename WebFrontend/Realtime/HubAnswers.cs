using System.Text.Json;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Wire;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Realtime;

/// <summary>Results of hub calls: <c>{ok:true,…}</c> or <c>{ok:false,error}</c>.</summary>
internal static class HubAnswers
{
    public static JsonShape Subscribed(Outcome<Subscription> outcome) => Of(outcome, RoomAnswerJson.WriteSubscription);

    public static JsonShape Done(Outcome<Done> outcome) => Of(outcome, RoomAnswerJson.WriteDone);

    public static JsonShape Read(Outcome<ReadPosition> outcome) => Of(outcome, RoomAnswerJson.WriteRead);

    public static JsonShape Own(FullOwnState state) => Of<FullOwnState>(state, OwnJson.WriteState);

    /// <param name="refusal">Null: it was done, and there is nothing to say of it.</param>
    public static JsonShape Plain(Error? refusal) => Of<bool>(refusal is null ? true : refusal, static (_, _) => { });

    public static JsonShape Refused(Error error) => Of<Done>(error, RoomAnswerJson.WriteDone);

    private static JsonShape Of<T>(Outcome<T> outcome, Action<Utf8JsonWriter, T> write) => JsonShape.Write((outcome, write), static (json, state) =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", !state.outcome.IsError);
        if (state.outcome.IsError)
        {
            json.WriteStartObject("error");
            RoomAnswerJson.WriteError(json, state.outcome.Error);
            json.WriteEndObject();
        }
        else
        {
            state.write(json, state.outcome.Value);
        }

        json.WriteEndObject();
    });
}
