using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Rooms;
using Parley.Wire;

namespace Parley.Grains.Webhooks;

/// <summary>What is posted: <c>type</c>, <c>timestamp</c> and <c>data</c>, as Standard Webhooks advises; the event as everywhere else. Pure.</summary>
public static class WebhookBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(string room, RoomEvent e)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", e.Kind);
            WireTime.Write(json, "timestamp", e.At);
            json.WriteStartObject("data");
            json.WriteString("room", room);
            json.WritePropertyName("event");
            RoomEventJson.Write(json, e);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
