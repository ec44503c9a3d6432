using Parley.Rooms;

namespace Parley.WebFrontend.Rooms;

/// <summary>Names of enumerations on the wire.</summary>
internal static class WireNames
{
    public static string Of(RoomVisibility visibility) => visibility == RoomVisibility.Private ? "private" : "public";

    public static string Of(RoomRole role) => role == RoomRole.Owner ? "owner" : "member";

    public static RoomVisibility? Visibility(string? name) => name switch
    {
        "public" => RoomVisibility.Public,
        "private" => RoomVisibility.Private,
        _ => null,
    };
}
