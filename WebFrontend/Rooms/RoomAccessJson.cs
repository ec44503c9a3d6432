using Parley.Rooms;
using Parley.Users;
using Parley.WebFrontend.Users;

namespace Parley.WebFrontend.Rooms;

/// <summary>Body of PATCH /rooms/{room}. What is missing stays.</summary>
/// <param name="SlowMode">Seconds; 0: none.</param>
/// <param name="Retention">Days that messages are kept; 0: for ever; -1: as the server's rule says.</param>
public sealed record ChangeRoomJson(string? Name, string? Title, string? Topic, string? Visibility, int? SlowMode, string? History = null, string? Leavers = null, int? Retention = null);

/// <summary>Body of PUT /rooms/{room}/members/{user}; may be missing.</summary>
/// <param name="Role">Null: member.</param>
public sealed record AddMemberJson(string? Role);

/// <summary>Body of PATCH /rooms/{room}/members/{user}.</summary>
/// <param name="Until">With <c>muted</c>: when it ends by itself; null: never.</param>
public sealed record RoomRoleJson(string? Role, DateTimeOffset? Until = null);

/// <summary>Body of POST /rooms/{room}/invites; may be missing.</summary>
/// <param name="Role">Null: member.</param>
/// <param name="MaxUses">Null: 1.</param>
/// <param name="ExpiresIn">Seconds; null: <c>Parley:RoomInvites:DefaultLifetime</c>.</param>
public sealed record CreateRoomInviteJson(string? Role, int? MaxUses, long? ExpiresIn);

/// <summary>Body of POST /direct.</summary>
/// <param name="User">Id or user name.</param>
public sealed record OpenDirectJson(string? User, string?[]? Users = null);

/// <summary>A ban.</summary>
/// <param name="BannedBy">User id.</param>
public sealed record BanJson(UserJson User, string BannedBy, DateTimeOffset At)
{
    public static BanJson Of(RoomBan ban, UserProfile user) => new(UserJson.From(user), ban.BannedBy, ban.At);
}

/// <summary>An invite, without what lets people in.</summary>
/// <param name="CreatedBy">User id.</param>
public sealed record InviteJson(string Id, string Role, int MaxUses, int Uses, DateTimeOffset ExpiresAt, string CreatedBy, DateTimeOffset CreatedAt)
{
    public static InviteJson Of(RoomInvite invite) =>
        new(invite.Id, WireNames.Of(invite.Role), invite.MaxUses, invite.Uses, invite.ExpiresAt, invite.CreatedBy, invite.CreatedAt);
}

/// <summary>An invite that was just made.</summary>
/// <param name="Code">Lets in who knows it.</param>
public sealed record InviteMadeJson(string Code, InviteJson Invite)
{
    public static InviteMadeJson Of(InviteMade made) => new(made.Code, InviteJson.Of(made.Invite));

    /// <summary>Without the code.</summary>
    public override string ToString() => $"InviteMadeJson({Invite.Id})";
}

/// <summary>What the holder of a code may know before using it.</summary>
public sealed record InvitePreviewJson(string Title);
