using System.Text.Json;
using Parley.Rooms;
using Parley.Threads;
using Parley.WebFrontend.Rest;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Rooms;

/// <summary>Messages as they stand in docs/protocol.md: the one place that writes them.</summary>
public static class MessageJson
{
    public static JsonShape Page(MessagePage page) => JsonShape.Write(page, static (json, page) =>
    {
        json.WriteStartObject();
        WriteHead(json, page);
        json.WriteNumber("firstSeq", page.FirstSeq);
        json.WriteNumber("lastSeq", page.LastSeq);
        WriteMessages(json, page);
        json.WriteEndObject();
    });

    /// <summary>The one message of the page, with its room, and what the caller may do next.</summary>
    internal static JsonShape One(MessagePage page, PathString pathBase, IReadOnlyDictionary<string, LinkJson> links) => JsonShape.Write((page, pathBase, links), static (json, one) =>
    {
        json.WriteStartObject();
        WriteHead(json, one.page);
        WriteFields(json, one.page.Messages[0]);
        LinkJson.Write(json, one.pathBase, one.links);
        json.WriteEndObject();
    });

    /// <summary>A page of a thread, with the message that it began with and how the reader stands to it.</summary>
    public static JsonShape Thread(RoomMessage root, MessagePage page, ThreadMark mark) => JsonShape.Write((root, page, mark), static (json, thread) =>
    {
        json.WriteStartObject();
        WriteHead(json, thread.page);
        json.WritePropertyName("root");
        Write(json, thread.root);
        json.WriteNumber("readSeq", thread.mark.ReadSeq);
        json.WriteBoolean("follows", thread.mark.Follows);
        json.WriteNumber("firstSeq", thread.page.FirstSeq);
        json.WriteNumber("lastSeq", thread.page.LastSeq);
        WriteMessages(json, thread.page);
        json.WriteEndObject();
    });

    /// <summary>A message that another one passes on, as the reader may see it.</summary>
    public static JsonShape Forwarded(ForwardedMessage message) => JsonShape.Write(message, static (json, message) =>
    {
        json.WriteStartObject();
        RoomEventJson.WriteForwardFields(json, message.From);
        json.WriteBoolean("readable", message.IsReadable);
        if (message.Text is not null)
        {
            json.WriteString("text", message.Text);
        }

        if (message.EditedAt is { } editedAt)
        {
            WireTime.Write(json, "editedAt", editedAt);
        }

        if (message.Files is { } files)
        {
            RoomEventJson.WriteFiles(json, files);
        }

        json.WriteEndObject();
    });

    /// <summary>Messages that are no run of the room's.</summary>
    public static JsonShape Some(MessagePage page) => JsonShape.Write(page, static (json, page) =>
    {
        json.WriteStartObject();
        WriteHead(json, page);
        WriteMessages(json, page);
        json.WriteEndObject();
    });

    public static void Write(Utf8JsonWriter json, RoomMessage message)
    {
        json.WriteStartObject();
        WriteFields(json, message);
        json.WriteEndObject();
    }

    private static void WriteMessages(Utf8JsonWriter json, MessagePage page)
    {
        json.WriteStartArray("messages");
        foreach (var message in page.Messages)
        {
            Write(json, message);
        }

        json.WriteEndArray();
    }

    private static void WriteHead(Utf8JsonWriter json, MessagePage page)
    {
        json.WriteString("room", page.Room);
        json.WriteString("epoch", page.Epoch);
        json.WriteNumber("head", page.Head);
    }

    private static void WriteFields(Utf8JsonWriter json, RoomMessage message)
    {
        json.WriteNumber("seq", message.Seq);
        json.WriteString("sender", message.Sender);
        if (message.ClientId is not null)
        {
            json.WriteString("clientId", message.ClientId);
        }

        WireTime.Write(json, "at", message.At);
        json.WriteNumber("n", message.N);
        if (message.Thread is { } thread)
        {
            json.WriteNumber("thread", thread);
        }

        if (message.LastReply is { } lastReply)
        {
            json.WriteStartObject("replies");
            json.WriteNumber("count", message.Replies);
            json.WriteNumber("lastSeq", lastReply);
            json.WriteEndObject();
        }

        if (message.Text is null)
        {
            json.WriteBoolean("deleted", true);
            return;
        }

        json.WriteString("text", message.Text);
        if (message.ReplyTo is { } replyTo)
        {
            json.WriteNumber("replyTo", replyTo);
        }

        if (message.Files is { } files)
        {
            RoomEventJson.WriteFiles(json, files);
        }

        RoomEventJson.WriteMentions(json, message.Mentions);
        PollWriter.Write(json, message.Poll);
        RoomEventJson.WriteForward(json, message.Forward);
        if (message.Pin is { } pin)
        {
            json.WriteStartObject("pinned");
            json.WriteNumber("seq", pin.Seq);
            json.WriteString("by", pin.By);
            json.WriteEndObject();
        }

        if (message.EditedAt is { } editedAt)
        {
            json.WriteNumber("edits", message.Edits);
            WireTime.Write(json, "editedAt", editedAt);
        }

        if (!message.Previews.IsEmpty)
        {
            RoomEventJson.WritePreviews(json, message.Previews);
        }

        if (!message.Reactions.IsEmpty)
        {
            WriteReactions(json, message);
        }
    }

    private static void WriteReactions(Utf8JsonWriter json, RoomMessage message)
    {
        json.WriteStartArray("reactions");
        foreach (var reaction in message.Reactions)
        {
            json.WriteStartObject();
            json.WriteString("emoji", reaction.Emoji);
            json.WriteNumber("count", reaction.Count);
            json.WriteStartArray("users");
            foreach (var user in reaction.Users)
            {
                json.WriteStringValue(user);
            }

            json.WriteEndArray();
            json.WriteBoolean("mine", reaction.Mine);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <summary>One of the texts that a message has had.</summary>
/// <param name="Seq">Number of the event that brought it.</param>
public sealed record MessageVersionJson(long Seq, DateTimeOffset At, string Text)
{
    public static MessageVersionJson Of(MessageVersion version) => new(version.Seq, version.At, version.Text);

    /// <summary>Without content.</summary>
    public override string ToString() => $"version {Seq}";
}
