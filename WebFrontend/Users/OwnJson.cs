using System.Text.Json;
using Parley.Users;
using Parley.WebFrontend.Rooms;

namespace Parley.WebFrontend.Users;

/// <summary>What is a user's own, as docs/protocol.md shows it: the one place that writes it.</summary>
public static class OwnJson
{
    /// <summary>The fields of the state.</summary>
    public static void WriteState(Utf8JsonWriter json, OwnState state)
    {
        json.WriteString("epoch", state.Epoch);
        json.WriteNumber("version", state.Version);
        json.WriteStartArray("reads");
        foreach (var position in state.Reads)
        {
            json.WriteStartObject();
            RoomAnswerJson.WriteRead(json, position);
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
        }
    }
}
