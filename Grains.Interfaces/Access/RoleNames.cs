namespace Parley.Access;

/// <summary>Server roles by name: on the wire, in tokens, on the command line.</summary>
public static class RoleNames
{
    /// <summary>All of them, for sentences.</summary>
    public const string All = "owner, admin, member or guest";

    public static string Of(ServerRole role) => role switch
    {
        ServerRole.Owner => "owner",
        ServerRole.Admin => "admin",
        ServerRole.Guest => "guest",
        ServerRole.Bot => "bot",
        _ => "member",
    };

    /// <summary>Null if there is no such role.</summary>
    public static ServerRole? Parse(string? name) => name switch
    {
        "owner" => ServerRole.Owner,
        "admin" => ServerRole.Admin,
        "member" => ServerRole.Member,
        "guest" => ServerRole.Guest,
        "bot" => ServerRole.Bot,
        _ => null,
    };
}
