using System.Text.Json;
using Parley.Presence;
using Parley.Users;
using Parley.WebFrontend.Wire;

namespace Parley.WebFrontend.Presence;

/// <summary>Presence on the wire: the one place that writes it.</summary>
public static class PresenceJson
{
    public static void WriteUsers(Utf8JsonWriter json, IEnumerable<UserPresence> users)
    {
        json.WriteStartArray("users");
        foreach (var user in users)
        {
            json.WriteStartObject();
            json.WriteString("user", user.User);
            json.WriteString("state", NameOf(user.State));
            if (user.Status is not null)
            {
                WriteStatus(json, user.Status);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The member <c>status</c>.</summary>
    public static void WriteStatus(Utf8JsonWriter json, UserStatus status)
    {
        json.WriteStartObject("status");
        json.WriteString("text", status.Text);
        if (status.Emoji is not null)
        {
            json.WriteString("emoji", status.Emoji);
        }

        if (status.Until is { } until)
        {
            WireTime.Write(json, "until", until);
        }

        json.WriteEndObject();
    }

    /// <summary>Null: there is no such name, or it is none that a device may have.</summary>
    public static PresenceState? StateOf(string? name) => name switch
    {
        "online" => PresenceState.Online,
        "away" => PresenceState.Away,
        _ => null,
    };

    private static string NameOf(PresenceState state) => state switch
    {
        PresenceState.Online => "online",
        PresenceState.Away => "away",
        _ => "offline",
    };
}
