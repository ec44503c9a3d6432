using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>What commands lead to. Who may give them is asked of <see cref="RoomAccess"/>, in the first line of each.</summary>
public sealed partial record Room
{
    /// <summary>What a command leads to: events with the next numbers, a refusal, or nothing because it is already so.</summary>
    public Decision Decide(RoomCommand command, DateTimeOffset now, RoomLimits limits) => command switch
    {
        CreateRoom create => Create(create, now, limits),
        EmptyRoom empty when IsDeleted => Empty(empty, now),
        _ when !Exists || IsDeleted => ErrorCatalog.Error(ErrorCatalog.RoomNotFound),
        EmptyRoom => Decision.AlreadySo(LastSeq), // one that is there is emptied by nobody
        DeleteRoom delete => Delete(delete, now, limits),
        JoinRoom { Invite: { } invite } join => JoinByInvite(join, invite, now),
        JoinRoom join => Join(join, now),
        LeaveRoom leave => Leave(leave, now),
        SendMessage send => Send(send, now, limits),
        EditMessage edit => Edit(edit, now, limits),
        DeleteMessage delete => Delete(delete, now),
        DeleteMessages delete => DeleteMany(delete, now, limits),
        RestoreMessages restore => Restore(restore, now, limits),
        React react => SetReaction(react, now, limits),
        PinMessage pin => Pin(pin, now, limits),
        AttachPreviews attach => Attach(attach, now),
        RemovePreview remove => Remove(remove, now),
        Vote vote => Choose(vote, now),
        ClosePoll close => Close(close, now),
        EraseMember erase => Erase(erase, now),
        ExpireMessages expire => Expire(expire, now),
        AddMember add => Add(add, now),
        KickMember kick => Kick(kick, now),
        BanMember ban => Ban(ban, now),
        UnbanMember unban => Unban(unban, now),
        ChangeRole change => SetRole(change, now),
        ChangeSettings change => Set(change, now, limits),
        ArchiveRoom archive => Archive(archive, now),
        UnarchiveRoom unarchive => Unarchive(unarchive, now),
        CreateInvite create => Invite(create, now),
        RevokeInvite revoke => Revoke(revoke, now),
        _ => throw new InvalidOperationException($"No decision for {command.GetType().Name}."),
    };

    /// <summary>Null if the sender may; else the refusal.</summary>
    private Error? Refuse(RoomCommand command, RoomPermission permission) => command.ByOperator
        ? RefuseOperator(permission)
        : RoomAccess.Refuse(command.SenderRole, StandingOf(command.Sender), permission);

    /// <summary>Null if it is for operators at all: what people say among themselves is none of their business, and of other rooms only that they are looked after.</summary>
    private Error? RefuseOperator(RoomPermission permission) =>
        Visibility is RoomVisibility.Public or RoomVisibility.Private && permission is RoomPermission.Archive or RoomPermission.SetRoles or RoomPermission.ChangeSettings or RoomPermission.Delete ? null : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);

    private RoomMember? Membership(string user) => Members.GetValueOrDefault(user);

    private Decision Create(CreateRoom create, DateTimeOffset now, RoomLimits limits)
    {
        var others = create.Others ?? (create.Other is { } other ? [other] : []);
        var isDirect = create.Visibility is RoomVisibility.Direct or RoomVisibility.Group;
        if (ServerAccess.Refuse(create.SenderRole, isDirect ? ServerPermission.StartDirect : ServerPermission.CreateRooms) is { } refusal)
        {
            return refusal;
        }

        if (!isDirect && (RefuseName("name", create.Name, limits) ?? RefuseName("title", create.Title, limits)) is { } refusedName)
        {
            return refusedName;
        }

        if (Exists)
        {
            return ErrorCatalog.Error(ErrorCatalog.NameTaken);
        }

        var created = Next(new RoomCreated
        {
            Seq = 0, Sender = "", At = now, N = 0, Name = create.Name, Title = create.Title, Visibility = create.Visibility,
        }, create);
        var first = new MemberJoined
        {
            Seq = created.Seq + 1, Sender = create.Sender, At = now, N = N, User = create.Sender, Role = isDirect ? RoomRole.Member : RoomRole.Owner,
        };
        return new Decision
        {
            Events = isDirect ? [created, first, .. others.Select((user, at) => first with { Seq = first.Seq + 1 + at, User = user })] : [created, first],
        };
    }

    private Decision Join(JoinRoom join, DateTimeOffset now)
    {
        if (Membership(join.Sender) is { } member)
        {
            return Decision.AlreadySo(member.FromSeq);
        }

        return Refuse(join, RoomPermission.Join) is { } refusal
            ? refusal
            : One(new MemberJoined { Seq = 0, Sender = "", At = now, N = N, User = join.Sender, Role = RoomRole.Member }, join);
    }

    private Decision Leave(LeaveRoom leave, DateTimeOffset now)
    {
        var standing = StandingOf(leave.Sender);
        if (standing.Role is null)
        {
            return RoomAccess.May(leave.SenderRole, standing, RoomPermission.Know) ? Decision.AlreadySo(LastSeq) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        if (Refuse(leave, RoomPermission.Leave) is { } refusal)
        {
            return refusal;
        }

        // The last one may close the door.
        return IsLastOwner(leave.Sender) && MemberCount > 1
            ? ErrorCatalog.Error(ErrorCatalog.LastOwner)
            : One(new MemberLeft { Seq = 0, Sender = "", At = now, N = N, User = leave.Sender }, leave);
    }

    private bool IsLastOwner(string user) => Owners.Count == 1 && Owners.Contains(user);

    private Decision One(RoomEvent e, RoomCommand command) => new() { Events = [Next(e, command)] };

    /// <summary>Numbers the first event of a command; it alone carries the client id, so that each id stands once.</summary>
    private T Next<T>(T e, RoomCommand command)
        where T : RoomEvent => e with { Seq = LastSeq + 1, Sender = command.Sender, ClientId = command.ClientId };
}

/// <summary>What came of <see cref="Room.Decide"/>: exactly one of the three.</summary>
public readonly record struct Decision
{
    /// <summary>The events to append, the answer first; empty if there are none.</summary>
    public ImmutableArray<RoomEvent> Events { get; init; } = [];

    public Error? Refusal { get; init; }

    /// <summary>The room is already as asked, since this event.</summary>
    public long? Already { get; init; }

    public Decision()
    {
    }

    public static Decision AlreadySo(long since) => new() { Already = since };

    public static implicit operator Decision(Error refusal) => new() { Refusal = refusal };
}
