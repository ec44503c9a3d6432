using System.Text.Json;
using Parley.Moderation;
using Parley.Scheduling;
using Parley.Threads;
using Parley.Users;
using Parley.WebFrontend.Presence;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Scheduling;
using Parley.WebFrontend.Threads;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Users;

/// <summary>All that is a user's own, from the grains that keep it.</summary>
public sealed record FullOwnState(OwnState State, IReadOnlyList<Draft> Drafts);

/// <summary>What is a user's own, as docs/protocol.md shows it: the one place that writes it.</summary>
public static class OwnJson
{
    /// <summary>The fields of the state.</summary>
    public static void WriteState(Utf8JsonWriter json, FullOwnState own)
    {
        json.WriteString("epoch", own.State.Epoch);
        json.WriteNumber("version", own.State.Version);
        json.WriteStartArray("reads");
        foreach (var position in own.State.Reads)
        {
            json.WriteStartObject();
            RoomAnswerJson.WriteRead(json, position);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rooms");
        foreach (var level in own.State.Levels)
        {
            json.WriteStartObject();
            WriteLevel(json, level);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("settings");
        WriteSettings(json, own.State.Settings);
        json.WriteEndObject();
        if (own.State.Status is { } status)
        {
            PresenceJson.WriteStatus(json, status);
        }

        json.WriteStartArray("drafts");
        foreach (var draft in own.Drafts)
        {
            json.WriteStartObject();
            WriteDraft(json, draft);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The fields of a push.</summary>
    public static void WriteNews(Utf8JsonWriter json, OwnNews news)
    {
        json.WriteString("epoch", news.Epoch);
        json.WriteNumber("after", news.After);
        json.WriteNumber("version", news.Version);
        json.WriteStartArray("changes");
        foreach (var change in news.Changes)
        {
            json.WriteStartObject();
            WriteChange(json, change);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteLevel(Utf8JsonWriter json, RoomLevel level)
    {
        json.WriteString("room", level.Room);
        json.WriteString("level", level.Level is { } own ? OwnRequests.NameOf(own) : null);
        json.WriteBoolean("muted", level.IsMuted);
        WriteTime(json, "mutedUntil", level.MutedUntil);
    }

    public static void WriteSettings(Utf8JsonWriter json, OwnSettings settings)
    {
        json.WriteString("level", OwnRequests.NameOf(settings.Level));
        json.WriteBoolean("sound", !settings.IsSilent);
        json.WriteBoolean("doNotDisturb", settings.DoNotDisturb);
        WriteTime(json, "doNotDisturbUntil", settings.DoNotDisturbUntil);
        json.WriteBoolean("receipts", !settings.HidesReading);
    }

    public static void WriteDraft(Utf8JsonWriter json, Draft draft)
    {
        json.WriteString("room", draft.Room);
        json.WriteString("text", draft.Text);
        if (draft.ReplyTo is { } replyTo)
        {
            json.WriteNumber("replyTo", replyTo);
        }

        json.WriteNumber("version", draft.Version);
        WireTime.Write(json, "at", draft.At);
    }

    private static void WriteChange(Utf8JsonWriter json, OwnChange change)
    {
        switch (change)
        {
            case ReadMoved moved:
                json.WriteString("kind", "read");
                RoomAnswerJson.WriteRead(json, moved.Position);
                if (moved.IsBack)
                {
                    json.WriteBoolean("back", true);
                }

                break;
            case MembershipMoved moved:
                json.WriteString("kind", "membership");
                json.WriteString("room", moved.Room);
                json.WriteNumber("seq", moved.Seq);
                json.WriteBoolean("member", moved.IsMember);
                break;
            case RoomLevelSet set:
                json.WriteString("kind", "room");
                WriteLevel(json, set.Level);
                break;
            case SettingsSet set:
                json.WriteString("kind", "settings");
                WriteSettings(json, set.Settings);
                break;
            case StatusSet set:
                json.WriteString("kind", "status");
                if (set.Status is not null)
                {
                    PresenceJson.WriteStatus(json, set.Status);
                }

                break;
            case DraftSaved saved:
                json.WriteString("kind", "draft");
                WriteDraft(json, saved.Draft);
                break;
            case ScheduledMoved moved:
                json.WriteString("kind", "scheduled");
                ScheduledJson.WriteFields(json, moved.Message);
                break;
            case ReportsMoved moved:
                json.WriteString("kind", "reports");
                json.WriteString("room", moved.Room);
                json.WriteNumber("open", moved.Open);
                break;
            case HeldMoved moved:
                json.WriteString("kind", "held");
                json.WriteString("room", moved.Room);
                json.WriteNumber("open", moved.Open);
                break;
            case HeldSettled settled:
                json.WriteString("kind", "heldSettled");
                json.WriteString("room", settled.Room);
                json.WriteString("clientId", settled.ClientId);
                json.WriteString("state", settled.IsApproved ? "approved" : "rejected");
                break;
            case MuteMoved moved:
                json.WriteString("kind", "mute");
                json.WriteString("room", moved.Room);
                if (moved.Until is { } until)
                {
                    WireTime.Write(json, "until", until);
                }

                break;
            case ThreadMoved moved:
                json.WriteString("kind", "thread");
                ThreadJson.WriteMark(json, moved.Mark);
                break;
            case DraftDropped dropped:
                json.WriteString("kind", "draftDropped");
                json.WriteString("room", dropped.Room);
                json.WriteNumber("version", dropped.Version);
                break;
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            WireTime.Write(json, name, at);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
