using System.Text.Json;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Fields of answers that REST, hub and socket have in common.</summary>
public static class RoomAnswerJson
{
    public static void WritePage(Utf8JsonWriter json, EventPage page)
    {
        json.WriteString("room", page.Room);
        json.WriteString("epoch", page.Epoch);
        json.WriteNumber("firstSeq", page.FirstSeq);
        json.WriteNumber("lastSeq", page.LastSeq);
        json.WriteNumber("floor", page.Floor);
        json.WriteStartArray("events");
        foreach (var e in page.Events)
        {
            RoomEventJson.Write(json, e);
        }

        json.WriteEndArray();
    }

    public static void WriteSubscription(Utf8JsonWriter json, Subscription subscription)
    {
        WritePage(json, subscription.Page);
        json.WriteBoolean("complete", subscription.Complete);
    }

    public static void WriteDone(Utf8JsonWriter json, Done done)
    {
        json.WriteString("room", done.Room);
        json.WriteString("epoch", done.Epoch);
        json.WriteNumber("seq", done.Seq);
        WireTime.Write(json, "at", done.At);
    }

    public static void WriteRead(Utf8JsonWriter json, ReadPosition position)
    {
        json.WriteString("room", position.Room);
        json.WriteNumber("readSeq", position.Seq);
        json.WriteNumber("readN", position.N);
    }

    public static void WriteError(Utf8JsonWriter json, Error error)
    {
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        if (error.RetryAfterMs is { } retryAfter)
        {
            json.WriteNumber("retryAfterMs", retryAfter);
        }
        else
        {
            json.WriteNull("retryAfterMs");
        }

        json.WriteString("outcome", error.OutcomeUnknown ? "unknown" : "none");
    }
}
