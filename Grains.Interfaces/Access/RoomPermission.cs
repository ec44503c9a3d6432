namespace Parley.Access;

/// <summary>What somebody may do in a room.</summary>
[Flags]
public enum RoomPermission
{
    None = 0,

    /// <summary>Know that it exists; see name, title and who is in it. Without it every question is answered as if there were no such room.</summary>
    Know = 1,

    /// <summary>Join without having been asked.</summary>
    Join = 1 << 1,

    Read = 1 << 2,

    /// <summary>Send, edit and delete one's own messages, react, type.</summary>
    Write = 1 << 3,

    Leave = 1 << 4,

    /// <summary>Delete what others wrote.</summary>
    DeleteOthers = 1 << 5,

    /// <summary>Bring users in, and make invites.</summary>
    Invite = 1 << 6,

    /// <summary>Kick and ban; see and lift bans.</summary>
    Remove = 1 << 7,

    /// <summary>Give and take roles.</summary>
    SetRoles = 1 << 8,

    /// <summary>Name, title, topic, slow mode.</summary>
    ChangeSettings = 1 << 9,

    /// <summary>Make it public or private.</summary>
    ChangeVisibility = 1 << 10,

    /// <summary>Archive it, and back.</summary>
    Archive = 1 << 11,

    /// <summary>Send without waiting in slow mode.</summary>
    SkipSlowMode = 1 << 12,

    /// <summary>Pin messages, and take pins away.</summary>
    Pin = 1 << 13,

    /// <summary>Mention everybody in the room at once; from others <c>@room</c> and <c>@here</c> are words.</summary>
    MentionEverybody = 1 << 14,

    /// <summary>Delete it for good; owners only where the server lets them.</summary>
    Delete = 1 << 15,
}
