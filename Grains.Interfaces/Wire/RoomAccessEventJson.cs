using System.Text.Json;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.Wire;

/// <summary>Events about who may do what, and about the room itself. What lets people in, the secret of an invite, is not written.</summary>
public static class RoomAccessEventJson
{
    public static void WriteFields(Utf8JsonWriter json, RoomEvent e)
    {
        switch (e)
        {
            case MemberKicked kicked:
                json.WriteString("user", kicked.User);
                break;
            case MemberBanned banned:
                json.WriteString("user", banned.User);
                break;
            case MemberUnbanned unbanned:
                json.WriteString("user", unbanned.User);
                break;
            case RoleChanged changed:
                json.WriteString("user", changed.User);
                json.WriteString("role", WireNames.Of(changed.Role));
                break;
            case InviteCreated created:
                json.WriteString("invite", created.Invite);
                json.WriteString("role", WireNames.Of(created.Role));
                json.WriteNumber("maxUses", created.MaxUses);
                WireTime.Write(json, "expiresAt", created.ExpiresAt);
                break;
            case InviteRevoked revoked:
                json.WriteString("invite", revoked.Invite);
                break;
            case RoomArchived { IsDeleted: true }:
                json.WriteBoolean("deleted", true);
                break;
            case SettingsChanged changed:
                WriteSettings(json, changed);
                break;
        }
    }

    private static void WriteSettings(Utf8JsonWriter json, SettingsChanged changed)
    {
        if (changed.Name is not null)
        {
            json.WriteString("name", changed.Name);
        }

        if (changed.Title is not null)
        {
            json.WriteString("title", changed.Title);
        }

        if (changed.Topic is not null)
        {
            json.WriteString("topic", changed.Topic);
        }

        if (changed.Visibility is { } visibility)
        {
            json.WriteString("visibility", WireNames.Of(visibility));
        }

        if (changed.SlowMode is { } seconds)
        {
            json.WriteNumber("slowMode", seconds);
        }

        if (changed.History is { } history)
        {
            json.WriteString("history", WireNames.Of(history));
        }

        if (changed.Leavers is { } leavers)
        {
            json.WriteString("leavers", WireNames.Of(leavers));
        }

        if (changed.Retention is { } retention)
        {
            if (RetentionRule.Told(retention) is { } days)
            {
                json.WriteNumber("retention", days);
            }
            else
            {
                json.WriteNull("retention");
            }
        }
    }
}
