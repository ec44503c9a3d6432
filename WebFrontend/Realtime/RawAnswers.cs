using System.Text.Json;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Wire;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Realtime;

/// <summary>Answers of the raw socket, each a frame. <c>id</c> is the client's own, as the JSON it sent; null: it sent none.</summary>
internal static class RawAnswers
{
    public static ReadOnlyMemory<byte> Ready(CurrentUser user) => Frame("ready", null, user, static (json, user) =>
    {
        json.WriteString("user", user.Id);
        json.WriteString("session", user.Session);
    });

    public static ReadOnlyMemory<byte> Subscribed(string? id, Subscription subscription) =>
        Frame("subscribed", id, subscription, RoomAnswerJson.WriteSubscription);

    public static ReadOnlyMemory<byte> Unsubscribed(string? id, string room) =>
        Frame("unsubscribed", id, room, static (json, room) => json.WriteString("room", room));

    public static ReadOnlyMemory<byte> Ack(string? id, Done done) => Frame("ack", id, done, RoomAnswerJson.WriteDone);

    public static ReadOnlyMemory<byte> Ack(string? id, ReadPosition position) => Frame("ack", id, position, RoomAnswerJson.WriteRead);

    public static ReadOnlyMemory<byte> Own(string? id, FullOwnState state) => Frame("watchingMe", id, state, OwnJson.WriteState);

    public static ReadOnlyMemory<byte> Ack(string? id) => Frame("ack", id, 0, static (_, _) => { });

    public static ReadOnlyMemory<byte> Pong(string? id) => Frame("pong", id, 0, static (_, _) => { });

    public static ReadOnlyMemory<byte> Error(string? id, string? room, Error error) => Frame("error", id, (room, error), static (json, refusal) =>
    {
        if (refusal.room is not null)
        {
            json.WriteString("room", refusal.room);
        }

        RoomAnswerJson.WriteError(json, refusal.error);
    });

    private static ReadOnlyMemory<byte> Frame<T>(string type, string? id, T state, Action<Utf8JsonWriter, T> write) =>
        JsonShape.Write((type, id, state, write), static (json, frame) =>
        {
            json.WriteStartObject();
            json.WriteString("type", frame.type);
            if (frame.id is not null)
            {
                json.WritePropertyName("id");
                json.WriteRawValue(frame.id, skipInputValidation: true);
            }

            frame.write(json, frame.state);
            json.WriteEndObject();
        }).Utf8;
}
