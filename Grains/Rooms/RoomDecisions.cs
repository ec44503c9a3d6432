using System.Collections.Immutable;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

public sealed partial record Room
{
    /// <summary>The user and the message that the decision on a command depends on, as far as they are not known yet.</summary>
    public (string? User, long? Message) Needs(RoomCommand command)
    {
        var user = Members.ContainsKey(command.Sender) ? null : command.Sender;
        var message = command switch
        {
            SendMessage send => send.ReplyTo,
            EditMessage edit => edit.Target,
            DeleteMessage delete => delete.Target,
            _ => null,
        };
        return (user, message is { } seq && !Messages.ContainsKey(seq) ? seq : null);
    }

    /// <summary>What a command leads to: events with the next numbers, a refusal, or nothing because it is already so.</summary>
    public Decision Decide(RoomCommand command, DateTimeOffset now) => command switch
    {
        CreateRoom create => Create(create, now),
        _ when !Exists => ErrorCatalog.Error(ErrorCatalog.RoomNotFound),
        JoinRoom join => Join(join, now),
        LeaveRoom leave => Leave(leave, now),
        _ when Membership(command.Sender) is null => NoMember(),
        SendMessage send => Send(send, now),
        EditMessage edit => Edit(edit, now),
        DeleteMessage delete => Delete(delete, now),
        _ => throw new InvalidOperationException($"No decision for {command.GetType().Name}."),
    };

    /// <summary>How somebody who is not a member is refused: a private room does not exist for them.</summary>
    public Error NoMember() => ErrorCatalog.Error(Visibility == RoomVisibility.Private || !Exists ? ErrorCatalog.RoomNotFound : ErrorCatalog.NotAMember);

    private RoomMember? Membership(string user) => Members.GetValueOrDefault(user);

    private Decision Create(CreateRoom create, DateTimeOffset now)
    {
        if (Exists)
        {
            return ErrorCatalog.Error(ErrorCatalog.NameTaken);
        }

        var created = Next(new RoomCreated
        {
            Seq = 0, Sender = "", At = now, N = 0, Name = create.Name, Title = create.Title, Visibility = create.Visibility,
        }, create);
        var joined = new MemberJoined { Seq = created.Seq + 1, Sender = create.Sender, At = now, N = N, User = create.Sender, Role = RoomRole.Owner };
        return new Decision { Events = [created, joined] };
    }

    private Decision Join(JoinRoom join, DateTimeOffset now)
    {
        if (Membership(join.Sender) is { } member)
        {
            return Decision.AlreadySo(member.FromSeq);
        }

        return Visibility == RoomVisibility.Private
            ? NoMember()
            : One(new MemberJoined { Seq = 0, Sender = "", At = now, N = N, User = join.Sender, Role = RoomRole.Member }, join);
    }

    private Decision Leave(LeaveRoom leave, DateTimeOffset now)
    {
        if (Membership(leave.Sender) is null)
        {
            return Visibility == RoomVisibility.Private ? NoMember() : Decision.AlreadySo(LastSeq);
        }

        return One(new MemberLeft { Seq = 0, Sender = "", At = now, N = N, User = leave.Sender }, leave);
    }

    private Decision Send(SendMessage send, DateTimeOffset now)
    {
        if (send.ReplyTo is { } target && Messages.GetValueOrDefault(target) is null)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        return One(new MessagePosted { Seq = 0, Sender = "", At = now, N = N + 1, Text = send.Text, ReplyTo = send.ReplyTo }, send);
    }

    private Decision Edit(EditMessage edit, DateTimeOffset now)
    {
        if (Messages.GetValueOrDefault(edit.Target) is not { } message)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        if (message.Sender != edit.Sender)
        {
            return ErrorCatalog.Error(ErrorCatalog.NotYourMessage);
        }

        return message.Deleted
            ? ErrorCatalog.Error(ErrorCatalog.MessageDeleted)
            : One(new MessageEdited { Seq = 0, Sender = "", At = now, N = N, Target = edit.Target, Text = edit.Text }, edit);
    }

    private Decision Delete(DeleteMessage delete, DateTimeOffset now)
    {
        if (Messages.GetValueOrDefault(delete.Target) is not { } message)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        if (message.Sender != delete.Sender && Membership(delete.Sender)!.Role != RoomRole.Owner)
        {
            return ErrorCatalog.Error(ErrorCatalog.NotYourMessage);
        }

        return message.Deleted
            ? Decision.AlreadySo(delete.Target)
            : One(new MessageDeleted { Seq = 0, Sender = "", At = now, N = N, Target = delete.Target }, delete);
    }

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
