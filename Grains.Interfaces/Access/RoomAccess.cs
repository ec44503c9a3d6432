using System.Collections.Frozen;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Access;

/// <summary>How a user stands to a room.</summary>
/// <param name="Role">Null: no member.</param>
public readonly record struct RoomStanding(RoomVisibility Visibility, bool IsArchived, RoomRole? Role, bool IsBanned);

/// <summary>
/// Decides what somebody may do in a room: the one place that does, for hub, socket and REST alike. What the tables do not
/// allow is refused; docs/authorization.md is printed from them.
/// </summary>
public static class RoomAccess
{
    private const RoomPermission OfMuted = RoomPermission.Know | RoomPermission.Read | RoomPermission.Leave;
    private const RoomPermission OfMember = OfMuted | RoomPermission.Write | RoomPermission.Pin;

    private const RoomPermission OfModerator =
        OfMember | RoomPermission.DeleteOthers | RoomPermission.Invite | RoomPermission.Remove | RoomPermission.SetRoles | RoomPermission.SkipSlowMode
        | RoomPermission.MentionEverybody;

    private const RoomPermission OfOwner = OfModerator | RoomPermission.ChangeSettings | RoomPermission.ChangeVisibility | RoomPermission.Archive | RoomPermission.Delete;

    private const RoomPermission OfPublic = RoomPermission.Know | RoomPermission.Join;

    private const RoomPermission OfPublicForAdmins =
        OfPublic | RoomPermission.DeleteOthers | RoomPermission.Remove | RoomPermission.SetRoles | RoomPermission.ChangeSettings | RoomPermission.Archive | RoomPermission.Delete;

    /// <summary>Room role → what it may do in the room.</summary>
    public static FrozenDictionary<RoomRole, RoomPermission> OfRoomRole { get; } = new Dictionary<RoomRole, RoomPermission>
    {
        [RoomRole.Owner] = OfOwner,
        [RoomRole.Moderator] = OfModerator,
        [RoomRole.Member] = OfMember,
        [RoomRole.Muted] = OfMuted,
    }.ToFrozenDictionary();

    /// <summary>Server role → what it may do in every public room, member or not. Private rooms have no such rights over them.</summary>
    public static FrozenDictionary<ServerRole, RoomPermission> InPublicRooms { get; } = new Dictionary<ServerRole, RoomPermission>
    {
        [ServerRole.Owner] = OfPublicForAdmins,
        [ServerRole.Admin] = OfPublicForAdmins,
        [ServerRole.Member] = OfPublic,
        [ServerRole.Bot] = OfPublic,
        [ServerRole.Guest] = RoomPermission.None,
    }.ToFrozenDictionary();

    /// <summary>Server role → the most that a room role can give it.</summary>
    public static FrozenDictionary<ServerRole, RoomPermission> AtMost { get; } = new Dictionary<ServerRole, RoomPermission>
    {
        [ServerRole.Owner] = OfOwner,
        [ServerRole.Admin] = OfOwner,
        [ServerRole.Member] = OfOwner,
        [ServerRole.Bot] = OfOwner,
        [ServerRole.Guest] = OfMember,
    }.ToFrozenDictionary();

    /// <summary>Room role → how high it stands. Owners may act on everybody; others on those below.</summary>
    public static FrozenDictionary<RoomRole, int> Ranks { get; } = new Dictionary<RoomRole, int>
    {
        [RoomRole.Owner] = OwnerRank,
        [RoomRole.Moderator] = 2,
        [RoomRole.Member] = 1,
        [RoomRole.Muted] = 0,
    }.ToFrozenDictionary();

    /// <summary>What is left in a conversation of two or of several: nobody is brought in, nobody goes.</summary>
    public const RoomPermission InDirectRooms = RoomPermission.Know | RoomPermission.Read | RoomPermission.Write | RoomPermission.Pin;

    /// <summary>What is left in an archived room.</summary>
    public const RoomPermission InArchivedRooms = RoomPermission.Know | RoomPermission.Read | RoomPermission.Leave | RoomPermission.Archive | RoomPermission.Delete;

    private const int OwnerRank = 3;

    /// <summary>All that a user may do.</summary>
    public static RoomPermission Permissions(ServerRole server, RoomStanding room)
    {
        var granted = room.Role is { } role ? OfRoomRole.GetValueOrDefault(role) & AtMost.GetValueOrDefault(server) : RoomPermission.None;
        if (room.Visibility == RoomVisibility.Public)
        {
            granted |= InPublicRooms.GetValueOrDefault(server);
        }

        if (room.IsBanned)
        {
            granted &= ~RoomPermission.Join;
        }

        if (room.Visibility is RoomVisibility.Direct or RoomVisibility.Group)
        {
            granted &= InDirectRooms;
        }

        if (room.IsArchived)
        {
            granted &= InArchivedRooms;

            // It is found by its members, and by who can bring it back.
            return room.Role is null && !Has(granted, RoomPermission.Archive) ? RoomPermission.None : granted;
        }

        return granted;
    }

    /// <summary>What of it is left where owners may not delete their rooms: administrators of the server may in any case.</summary>
    public static RoomPermission Deleting(this RoomPermission granted, ServerRole server, bool ownersMayDelete) =>
        ownersMayDelete || ServerAccess.May(server, ServerPermission.ManageRooms) ? granted : granted & ~RoomPermission.Delete;

    public static bool May(ServerRole server, RoomStanding room, RoomPermission permission) => Has(Permissions(server, room), permission);

    /// <summary>Null if the user may; else the refusal, which says nothing of a room that the user may not know of.</summary>
    public static Error? Refuse(ServerRole server, RoomStanding room, RoomPermission permission)
    {
        var granted = Permissions(server, room);
        if (Has(granted, permission))
        {
            return null;
        }

        if (!Has(granted, RoomPermission.Know))
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        if (room.IsArchived && May(server, room with { IsArchived = false }, permission))
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomArchived);
        }

        return ErrorCatalog.Error(room switch
        {
            { Role: null, IsBanned: true } => ErrorCatalog.Banned,
            { Role: null } => ErrorCatalog.NotAMember,
            { Role: RoomRole.Muted } when permission is RoomPermission.Write or RoomPermission.Pin => ErrorCatalog.Muted,
            _ => ErrorCatalog.Forbidden,
        });
    }

    /// <summary>
    /// True if the user stands above that role: may act on who has it, and give it. Owners of the room do, and administrators of the
    /// server in public rooms; moderators stand above members and muted ones.
    /// </summary>
    public static bool IsAbove(ServerRole server, RoomStanding room, RoomRole other)
    {
        var rank = Rank(server, room);
        return rank == OwnerRank || rank > Ranks.GetValueOrDefault(other);
    }

    /// <summary>
    /// True if somebody who is no member any more may read what there was up to their departure: they went by themselves, are not banned, and the room
    /// says so. It is the room's word alone, whatever it has turned into since: nothing but reading comes of it.
    /// </summary>
    public static bool MayLookBack(RoomStanding room, RoomLeavers policy, bool leftByThemselves) =>
        policy == RoomLeavers.Read && leftByThemselves && room is { Role: null, IsBanned: false, Visibility: RoomVisibility.Public or RoomVisibility.Private };

    private static int Rank(ServerRole server, RoomStanding room)
    {
        if (room.Visibility == RoomVisibility.Public && Has(InPublicRooms.GetValueOrDefault(server), RoomPermission.SetRoles))
        {
            return OwnerRank;
        }

        // Who cannot have a role's rights has not its rank either.
        return room.Role is { } role && Has(AtMost.GetValueOrDefault(server), RoomPermission.SetRoles) ? Ranks.GetValueOrDefault(role) : 0;
    }

    private static bool Has(RoomPermission granted, RoomPermission permission) =>
        permission != RoomPermission.None && (granted & permission) == permission;
}
