using Parley.Rooms;

namespace Parley.Wire;

/// <summary>Names of enumerations on the wire.</summary>
public static class WireNames
{
    /// <summary>All room roles, for sentences.</summary>
    public const string RoomRoles = "owner, moderator, member or muted";

    public static string Of(RoomVisibility visibility) => visibility switch
    {
        RoomVisibility.Public => "public",
        RoomVisibility.Direct => "direct",
        RoomVisibility.Group => "group",
        _ => "private",
    };

    public static string Of(RoomHistory history) => history == RoomHistory.Protected ? "protected" : "open";

    public static RoomHistory? History(string? name) => name switch
    {
        "open" => RoomHistory.Open,
        "protected" => RoomHistory.Protected,
        _ => null,
    };

    public static string Of(RoomLeavers leavers) => leavers == RoomLeavers.Read ? "read" : "none";

    public static RoomLeavers? Leavers(string? name) => name switch
    {
        "none" => RoomLeavers.None,
        "read" => RoomLeavers.Read,
        _ => null,
    };

    public static string Of(RoomRole role) => role switch
    {
        RoomRole.Owner => "owner",
        RoomRole.Moderator => "moderator",
        RoomRole.Muted => "muted",
        _ => "member",
    };

    /// <summary>What a room can be made or turned into; direct ones are made in their own way.</summary>
    public static RoomVisibility? Visibility(string? name) => name switch
    {
        "public" => RoomVisibility.Public,
        "private" => RoomVisibility.Private,
        _ => null,
    };

    public static RoomRole? Role(string? name) => name switch
    {
        "owner" => RoomRole.Owner,
        "moderator" => RoomRole.Moderator,
        "member" => RoomRole.Member,
        "muted" => RoomRole.Muted,
        _ => null,
    };
}
