using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.Sessions;

namespace Parley.Grains.Rooms;

/// <summary>Decisions on members, bans and invites.</summary>
public sealed partial record Room
{
    private const string TooHigh = "This is for somebody who stands above that role in this room.";

    private Decision JoinByInvite(JoinRoom join, string id, DateTimeOffset now)
    {
        if (Membership(join.Sender) is { } member)
        {
            return Decision.AlreadySo(member.FromSeq);
        }

        // A guessed or outdated code tells nothing, not even whether the room exists.
        if (Invites.GetValueOrDefault(id) is not { } invite || !SessionToken.Matches(invite.SecretHash, join.SecretHash ?? "") || !LetsIn(invite, now))
        {
            return ErrorCatalog.Error(ErrorCatalog.InviteNotFound);
        }

        if (Banned.Contains(join.Sender))
        {
            return ErrorCatalog.Error(ErrorCatalog.Banned);
        }

        return IsArchived
            ? ErrorCatalog.Error(ErrorCatalog.RoomArchived)
            : One(new MemberJoined { Seq = 0, Sender = "", At = now, N = N, User = join.Sender, Role = invite.Role, Invite = id }, join);
    }

    /// <summary>An invite is good for no longer than its maker could make it.</summary>
    private bool LetsIn(InviteFact invite, DateTimeOffset now)
    {
        var maker = StandingOf(invite.CreatedBy) with { IsArchived = false };
        return !invite.IsRevoked && invite.Uses < invite.MaxUses && now < invite.ExpiresAt
            && RoomAccess.May(ServerRole.Member, maker, RoomPermission.Invite) && RoomAccess.IsAbove(ServerRole.Member, maker, invite.Role);
    }

    private Decision Add(AddMember add, DateTimeOffset now)
    {
        if ((Refuse(add, RoomPermission.Invite) ?? RefuseRole(add, add.Role)) is { } refusal)
        {
            return refusal;
        }

        if (Membership(add.User) is { } member)
        {
            return Decision.AlreadySo(member.FromSeq);
        }

        return Banned.Contains(add.User)
            ? ErrorCatalog.Error(ErrorCatalog.Banned, "That user is banned from this room. Lift the ban first.")
            : One(new MemberJoined { Seq = 0, Sender = "", At = now, N = N, User = add.User, Role = add.Role }, add);
    }

    private Decision Kick(KickMember kick, DateTimeOffset now)
    {
        if ((Refuse(kick, RoomPermission.Remove) ?? RefuseTarget(kick, kick.User)) is { } refusal)
        {
            return refusal;
        }

        return Membership(kick.User) is null
            ? Decision.AlreadySo(LastSeq)
            : One(new MemberKicked { Seq = 0, Sender = "", At = now, N = N, User = kick.User }, kick);
    }

    private Decision Ban(BanMember ban, DateTimeOffset now)
    {
        if ((Refuse(ban, RoomPermission.Remove) ?? RefuseTarget(ban, ban.User)) is { } refusal)
        {
            return refusal;
        }

        if (Banned.Contains(ban.User))
        {
            return Decision.AlreadySo(LastSeq);
        }

        // Two facts of one moment: who was a member is put out by the second, which is the last event that reaches that user.
        var banned = Next(new MemberBanned { Seq = 0, Sender = "", At = now, N = N, User = ban.User }, ban);
        return new Decision
        {
            Events = Membership(ban.User) is null
                ? [banned]
                : [banned, new MemberKicked { Seq = banned.Seq + 1, Sender = ban.Sender, At = now, N = N, User = ban.User }],
        };
    }

    private Decision Unban(UnbanMember unban, DateTimeOffset now)
    {
        if (Refuse(unban, RoomPermission.Remove) is { } refusal)
        {
            return refusal;
        }

        return Banned.Contains(unban.User)
            ? One(new MemberUnbanned { Seq = 0, Sender = "", At = now, N = N, User = unban.User }, unban)
            : Decision.AlreadySo(LastSeq);
    }

    private Decision SetRole(ChangeRole change, DateTimeOffset now)
    {
        // To oneself: downwards, without any right; nobody is hurt by it.
        var isOwnStepDown = change.User == change.Sender && Membership(change.Sender) is { } own && RoomAccess.Ranks[change.Role] < RoomAccess.Ranks[own.Role];
        var refusal = isOwnStepDown
            ? Refuse(change, RoomPermission.Leave) ?? (IsArchived ? ErrorCatalog.Error(ErrorCatalog.RoomArchived) : null)
            : Refuse(change, RoomPermission.SetRoles) ?? RefuseRole(change, change.Role);
        if (refusal is not null)
        {
            return refusal;
        }

        if (Membership(change.User) is not { } member)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound, "That user is no member of this room.");
        }

        if (member.Role == change.Role)
        {
            return Decision.AlreadySo(member.FromSeq);
        }

        if (!isOwnStepDown && !change.ByOperator && !RoomAccess.IsAbove(change.SenderRole, StandingOf(change.Sender), member.Role))
        {
            return ErrorCatalog.Error(ErrorCatalog.Forbidden, TooHigh);
        }

        return IsLastOwner(change.User)
            ? ErrorCatalog.Error(ErrorCatalog.LastOwner)
            : One(new RoleChanged { Seq = 0, Sender = "", At = now, N = N, User = change.User, Role = change.Role }, change);
    }

    private Decision Invite(CreateInvite create, DateTimeOffset now)
    {
        if ((Refuse(create, RoomPermission.Invite) ?? RefuseRole(create, create.Role)) is { } refusal)
        {
            return refusal;
        }

        return One(new InviteCreated
        {
            Seq = 0, Sender = "", At = now, N = N, Invite = create.Invite, SecretHash = create.SecretHash, Role = create.Role,
            MaxUses = create.MaxUses, ExpiresAt = now + create.Lifetime,
        }, create);
    }

    private Decision Revoke(RevokeInvite revoke, DateTimeOffset now)
    {
        if (Refuse(revoke, RoomPermission.Invite) is { } refusal)
        {
            return refusal;
        }

        if (Invites.GetValueOrDefault(revoke.Invite) is not { } invite)
        {
            return ErrorCatalog.Error(ErrorCatalog.InviteNotFound);
        }

        return invite.IsRevoked
            ? Decision.AlreadySo(LastSeq)
            : One(new InviteRevoked { Seq = 0, Sender = "", At = now, N = N, Invite = revoke.Invite }, revoke);
    }

    /// <summary>Null if the sender may give the role.</summary>
    private Error? RefuseRole(RoomCommand command, RoomRole role) =>
        command.ByOperator || RoomAccess.IsAbove(command.SenderRole, StandingOf(command.Sender), role) ? null : ErrorCatalog.Error(ErrorCatalog.Forbidden, TooHigh);

    /// <summary>Null if the sender may put the user out.</summary>
    private Error? RefuseTarget(RoomCommand command, string user)
    {
        if (user == command.Sender)
        {
            return ErrorCatalog.InvalidField("user", "That is you. Leave the room instead.");
        }

        return (Membership(user) is { } member ? RefuseRole(command, member.Role) : null)
            ?? (IsLastOwner(user) ? ErrorCatalog.Error(ErrorCatalog.LastOwner) : null);
    }
}
