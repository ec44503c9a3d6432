using System.Collections.Frozen;
using Parley.Errors;

namespace Parley.Access;

/// <summary>
/// Decides what a server role may do: the one place that does. What the tables do not allow is refused.
/// </summary>
public static class ServerAccess
{
    private const ServerPermission OfBot = ServerPermission.CreateRooms | ServerPermission.StartDirect | ServerPermission.SeeUsers;
    private const ServerPermission OfMember = OfBot | ServerPermission.MakeBots;

    private const ServerPermission OfAdmin =
        OfMember | ServerPermission.ManageUsers | ServerPermission.OperateServer | ServerPermission.InviteToServer | ServerPermission.ReadAuditLog | ServerPermission.ManageRooms;

    /// <summary>Role → what it may do.</summary>
    public static FrozenDictionary<ServerRole, ServerPermission> Permissions { get; } = new Dictionary<ServerRole, ServerPermission>
    {
        [ServerRole.Owner] = OfAdmin,
        [ServerRole.Admin] = OfAdmin,
        [ServerRole.Member] = OfMember,
        [ServerRole.Bot] = OfBot,
        [ServerRole.Guest] = ServerPermission.None,
    }.ToFrozenDictionary();

    /// <summary>Role → how high it stands. Owners may act on everybody; others on those below.</summary>
    public static FrozenDictionary<ServerRole, int> Ranks { get; } = new Dictionary<ServerRole, int>
    {
        [ServerRole.Owner] = 3,
        [ServerRole.Admin] = 2,
        [ServerRole.Member] = 1,
        [ServerRole.Bot] = 1,
        [ServerRole.Guest] = 0,
    }.ToFrozenDictionary();

    public static bool May(ServerRole role, ServerPermission permission) =>
        permission != ServerPermission.None && (Permissions.GetValueOrDefault(role) & permission) == permission;

    /// <summary>Null if the role may; else the refusal.</summary>
    public static Error? Refuse(ServerRole role, ServerPermission permission) => May(role, permission) ? null : ErrorCatalog.Error(ErrorCatalog.Forbidden);

    /// <summary>
    /// Null if the actor may make the user that; else the refusal. Nobody acts on those at or above their own rank, nobody gives
    /// a rank at or above their own; owners may do both. Bots are made as bots and stay that.
    /// </summary>
    /// <param name="target">The user, as the user is now.</param>
    /// <param name="role">What the user is to be; null: the role stays, e.g. for a deactivation.</param>
    public static Error? RefuseChange(Actor actor, Actor target, ServerRole? role)
    {
        if (Refuse(actor.Role, ServerPermission.ManageUsers) is { } refusal)
        {
            return refusal;
        }

        if (actor.Id == target.Id)
        {
            return role is { } own && Rank(own) <= Rank(actor.Role)
                ? null // who gives up what they are hurts nobody else
                : ErrorCatalog.Error(ErrorCatalog.Forbidden, "You cannot do this to yourself.");
        }

        if (!IsAbove(actor.Role, target.Role))
        {
            return ErrorCatalog.Error(ErrorCatalog.Forbidden, "This is for somebody who stands above that user.");
        }

        if (role is not { } given)
        {
            return null;
        }

        if ((given == ServerRole.Bot) != (target.Role == ServerRole.Bot))
        {
            return ErrorCatalog.InvalidField("role", "Bots stay bots, and people people.");
        }

        return RefuseGiving(actor.Role, given);
    }

    /// <summary>Null if the role may give that role to somebody new, or to somebody below it; else the refusal.</summary>
    public static Error? RefuseGiving(ServerRole role, ServerRole given) =>
        IsAbove(role, given) ? null : ErrorCatalog.Error(ErrorCatalog.Forbidden, "Nobody can give a role as high as their own; owners can.");

    private static bool IsAbove(ServerRole actor, ServerRole other) => actor == ServerRole.Owner || Rank(actor) > Rank(other);

    private static int Rank(ServerRole role) => Ranks.GetValueOrDefault(role);
}
