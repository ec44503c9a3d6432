namespace Parley.Access;

/// <summary>What somebody may do on the server, apart from what they may do in a room (<see cref="RoomPermission"/>).</summary>
[Flags]
public enum ServerPermission
{
    None = 0,

    /// <summary>Make rooms.</summary>
    CreateRooms = 1,

    /// <summary>Begin direct conversations.</summary>
    StartDirect = 1 << 1,

    /// <summary>See users with whom they share no room.</summary>
    SeeUsers = 1 << 2,

    /// <summary>List users; change the roles of those below, deactivate them.</summary>
    ManageUsers = 1 << 3,

    /// <summary>See how the cluster is doing.</summary>
    OperateServer = 1 << 4,

    /// <summary>Invite people to the server.</summary>
    InviteToServer = 1 << 5,

    /// <summary>Read the audit log.</summary>
    ReadAuditLog = 1 << 6,

    /// <summary>Make bots, which are programs that act under a name of their own.</summary>
    MakeBots = 1 << 7,

    /// <summary>List all rooms, without what is said in them; archive them, and make one of their members an owner.</summary>
    ManageRooms = 1 << 8,
}
