using System.Text.Json;
using Parley.Threads;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Threads;

/// <summary>Threads as docs/protocol.md shows them to those who follow them.</summary>
public static class ThreadJson
{
    public static JsonShape Page(ThreadPage page) => JsonShape.Write(page, static (json, page) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("threads");
        foreach (var thread in page.Threads)
        {
            json.WriteStartObject();
            json.WriteString("room", thread.Room);
            json.WritePropertyName("root");
            MessageJson.Write(json, thread.Root);
            WireTime.Write(json, "lastAt", thread.LastAt);
            json.WriteNumber("readSeq", thread.ReadSeq);
            json.WriteNumber("unread", thread.Unread);
            json.WriteNumber("mentions", thread.Mentions);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next", page.Next is { } next ? ThreadCalls.Format(next) : null);
        json.WriteEndObject();
    });

    public static JsonShape Mark(ThreadMark mark) => JsonShape.Write(mark, static (json, mark) =>
    {
        json.WriteStartObject();
        WriteMark(json, mark);
        json.WriteEndObject();
    });

    /// <summary>The fields of how the caller stands to a thread.</summary>
    public static void WriteMark(Utf8JsonWriter json, ThreadMark mark)
    {
        json.WriteString("room", mark.Room);
        json.WriteNumber("thread", mark.Thread);
        json.WriteNumber("readSeq", mark.ReadSeq);
        json.WriteBoolean("follows", mark.Follows);
    }
}
