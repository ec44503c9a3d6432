using System.Text.Json;
using Parley.Scheduling;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Scheduling;

/// <summary>Body of POST /rooms/{room}/scheduled.</summary>
public sealed record ScheduleJson(string? ClientId, string? Text, long? ReplyTo, DateTimeOffset? At)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => "ScheduleJson";
}

/// <summary>Body of PATCH /me/scheduled/{clientId}. What is left out stays.</summary>
public sealed record ChangeScheduledJson(string? Text, DateTimeOffset? At)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => "ChangeScheduledJson";
}

/// <summary>Messages for later on the wire: the one place that writes them.</summary>
internal static class ScheduledJson
{
    public static JsonShape Of(ScheduledMessage message) => JsonShape.Write(message, static (json, message) =>
    {
        json.WriteStartObject();
        WriteFields(json, message);
        json.WriteEndObject();
    });

    public static void WriteFields(Utf8JsonWriter json, ScheduledMessage message)
    {
        json.WriteString("clientId", message.ClientId);
        json.WriteString("room", message.Room);
        json.WriteString("text", message.Text);
        if (message.ReplyTo is { } replyTo)
        {
            json.WriteNumber("replyTo", replyTo);
        }

        WireTime.Write(json, "at", message.SendAt);
        json.WriteString("state", message.State switch
        {
            ScheduledState.Sending => "sending",
            ScheduledState.Sent => "sent",
            ScheduledState.Refused => "refused",
            ScheduledState.Cancelled => "cancelled",
            _ => "waiting",
        });
        if (message.Refusal is not null)
        {
            json.WriteString("refusal", message.Refusal);
        }

        if (message.Seq is { } seq)
        {
            json.WriteNumber("seq", seq);
        }
    }
}
