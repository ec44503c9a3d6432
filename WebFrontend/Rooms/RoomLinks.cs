using Parley.Access;
using Parley.WebFrontend.Rest;

namespace Parley.WebFrontend.Rooms;

/// <summary>What the caller may do next with a room: by the permissions that the room itself has decided, the ones by which it would refuse.</summary>
internal static class RoomLinks
{
    private static readonly (RoomPermission Needs, string Rel, string Path, string? Method)[] All =
    [
        (RoomPermission.Know, "self", "", null),
        (RoomPermission.Know, "members", "/members", null),
        (RoomPermission.Read, "messages", "/messages", null),
        (RoomPermission.Read, "events", "/events", null),
        (RoomPermission.Read, "stream", "/stream", null),
        (RoomPermission.Join, "join", "/members/me", "PUT"),
        (RoomPermission.Leave, "leave", "/members/me", "DELETE"),
        (RoomPermission.Write, "send", "/messages", "POST"),
        (RoomPermission.Invite, "invites", "/invites", null),
        (RoomPermission.Remove, "bans", "/bans", null),
        (RoomPermission.ChangeSettings, "edit", "", "PATCH"),
        (RoomPermission.Archive, "archive", "/archive", "POST"),
    ];

    /// <param name="room">Room id.</param>
    /// <param name="creator">User id.</param>
    public static IReadOnlyDictionary<string, LinkJson> Of(string room, string creator, RoomPermission permissions) => All
        .Where(link => permissions.HasFlag(link.Needs))
        .Select(link => KeyValuePair.Create(link.Rel, new LinkJson($"/api/v1/rooms/{room}{link.Path}", link.Method)))
        .Append(KeyValuePair.Create("creator", new LinkJson($"/api/v1/users/{creator}")))
        .ToDictionary();
}
