using System.Collections.Immutable;
using System.Text.Json;
using Parley.Files;
using Parley.Previews;
using Parley.Rooms;

namespace Parley.Wire;

/// <summary>Events as they stand in docs/protocol.md: the one place that writes them.</summary>
public static class RoomEventJson
{
    public static void Write(Utf8JsonWriter json, RoomEvent e)
    {
        json.WriteStartObject();
        WriteFields(json, e);
        json.WriteEndObject();
    }

    /// <summary>The fields alone, for answers that add their own.</summary>
    public static void WriteFields(Utf8JsonWriter json, RoomEvent e)
    {
        json.WriteNumber("seq", e.Seq);
        json.WriteString("kind", e.Kind);
        var isHidden = e is PollVoted { IsAnonymous: true }; // the client id would tell the sender by the ids of other commands
        json.WriteString("sender", isHidden ? "" : e.Sender);
        if (e.ClientId is not null && !isHidden)
        {
            json.WriteString("clientId", e.ClientId);
        }

        WireTime.Write(json, "at", e.At);
        json.WriteNumber("n", e.N);
        switch (e)
        {
            case MessagePosted posted:
                WriteContent(json, posted);
                break;
            case PollVoted voted:
                PollWriter.WriteVote(json, voted);
                break;
            case PollClosed closed:
                json.WriteNumber("target", closed.Target);
                break;
            case MessageEdited edited:
                json.WriteNumber("target", edited.Target);
                WriteText(json, edited.Text);
                WriteMentions(json, edited.Mentions);
                break;
            case MessageDeleted deleted:
                json.WriteNumber("target", deleted.Target);
                if (deleted.Batch is { } batch)
                {
                    json.WriteNumber("batch", batch);
                }

                if (deleted.IsExpired)
                {
                    json.WriteBoolean("expired", true);
                }

                break;
            case MessageRestored restored:
                json.WriteNumber("target", restored.Target);
                WriteRestored(json, restored);
                break;
            case MessagePinned pinned:
                json.WriteNumber("target", pinned.Target);
                break;
            case MessageUnpinned unpinned:
                json.WriteNumber("target", unpinned.Target);
                break;
            case PreviewsChanged changed:
                json.WriteNumber("target", changed.Target);
                WritePreviews(json, changed.Previews);
                break;
            case ReactionAdded added:
                json.WriteNumber("target", added.Target);
                json.WriteString("emoji", added.Emoji);
                break;
            case ReactionRemoved removed:
                json.WriteNumber("target", removed.Target);
                json.WriteString("emoji", removed.Emoji);
                break;
            case RoomCreated created:
                json.WriteString("name", created.Name);
                json.WriteString("title", created.Title);
                json.WriteString("visibility", WireNames.Of(created.Visibility));
                break;
            case MemberJoined joined:
                json.WriteString("user", joined.User);
                json.WriteString("role", WireNames.Of(joined.Role));
                if (joined.Invite is not null)
                {
                    json.WriteString("invite", joined.Invite);
                }

                break;
            case MemberLeft left:
                json.WriteString("user", left.User);
                break;
            default:
                RoomAccessEventJson.WriteFields(json, e);
                break;
        }
    }

    /// <summary>What a message says.</summary>
    private static void WriteContent(Utf8JsonWriter json, MessagePosted posted)
    {
        WriteText(json, posted.Text);
        if (posted.ReplyTo is { } replyTo)
        {
            json.WriteNumber("replyTo", replyTo);
        }

        if (posted.Files is { } files)
        {
            WriteFiles(json, files);
        }

        if (posted.Thread is { } thread)
        {
            json.WriteNumber("thread", thread);
        }

        WriteMentions(json, posted.Mentions);
        PollWriter.Write(json, posted.Poll);
        WriteForward(json, posted.Forward);
    }

    private static void WriteRestored(Utf8JsonWriter json, MessageRestored restored)
    {
        if (restored.Message is not { } message)
        {
            WriteText(json, null);
            return;
        }

        json.WriteNumber("batch", restored.Batch);
        WriteContent(json, message);
        if (restored.EditedAt is { } editedAt)
        {
            json.WriteNumber("edits", restored.Edits);
            WireTime.Write(json, "editedAt", editedAt);
        }
    }

    public static void WriteFiles(Utf8JsonWriter json, ImmutableArray<MessageFile> files)
    {
        json.WriteStartArray("files");
        foreach (var file in files)
        {
            WriteFile(json, file);
        }

        json.WriteEndArray();
    }

    public static void WritePreviews(Utf8JsonWriter json, ImmutableArray<LinkPreview> previews)
    {
        json.WriteStartArray("previews");
        foreach (var preview in previews)
        {
            json.WriteStartObject();
            json.WriteString("url", preview.Url);
            WriteIfAny(json, "title", preview.Title);
            WriteIfAny(json, "description", preview.Description);
            WriteIfAny(json, "site", preview.Site);
            if (preview.Image is { } image)
            {
                json.WritePropertyName("image");
                WriteFile(json, image);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteFile(Utf8JsonWriter json, MessageFile file)
    {
        json.WriteStartObject();
        json.WriteString("id", file.Id);
        json.WriteString("name", file.Name);
        json.WriteString("type", file.Type);
        json.WriteNumber("size", file.Size);
        if (file is { Width: { } width, Height: { } height })
        {
            json.WriteNumber("width", width);
            json.WriteNumber("height", height);
        }

        if (file.HasThumbnail)
        {
            json.WriteBoolean("thumbnail", true);
        }

        json.WriteEndObject();
    }

    /// <summary>Nothing, if nobody is mentioned.</summary>
    public static void WriteMentions(Utf8JsonWriter json, Mentions? mentions)
    {
        if (mentions is null)
        {
            return;
        }

        if (!mentions.Users.IsEmpty)
        {
            json.WriteStartArray("mentions");
            foreach (var user in mentions.Users)
            {
                json.WriteStringValue(user);
            }

            json.WriteEndArray();
        }

        if (mentions.Everybody != MentionScope.None)
        {
            json.WriteString("everybody", mentions.Everybody == MentionScope.Here ? "here" : "room");
        }
    }

    /// <summary>Nothing, if no message is passed on.</summary>
    public static void WriteForward(Utf8JsonWriter json, ForwardedFrom? forward)
    {
        if (forward is not null)
        {
            json.WriteStartObject("forward");
            WriteForwardFields(json, forward);
            json.WriteEndObject();
        }
    }

    public static void WriteForwardFields(Utf8JsonWriter json, ForwardedFrom forward)
    {
        json.WriteString("room", forward.Room);
        json.WriteNumber("seq", forward.Seq);
        json.WriteString("sender", forward.Sender);
        WireTime.Write(json, "at", forward.At);
    }

    /// <summary>Erased content has no text, and says so.</summary>
    private static void WriteText(Utf8JsonWriter json, string? text)
    {
        if (text is null)
        {
            json.WriteBoolean("deleted", true);
        }
        else
        {
            json.WriteString("text", text);
        }
    }
}
