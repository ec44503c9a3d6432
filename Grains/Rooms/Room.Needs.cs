using System.Collections.Immutable;
using Parley.Access;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

public sealed partial record Room
{
    /// <summary>
    /// What the decision on a command depends on, as far as it is not known yet. What is found out may lead to more:
    /// ask again until it is empty.
    /// </summary>
    public RoomNeeds Needs(RoomCommand command)
    {
        if (command is ExpireMessages expire)
        {
            return RoomNeeds.None with { Messages = [.. expire.Targets.Where(target => !Messages.ContainsKey(target))], Pins = Pins is null };
        }

        if (command is EmptyRoom empty)
        {
            return RoomNeeds.None with { Users = [.. empty.Users.Where(user => !Members.ContainsKey(user))] };
        }

        // Most commands need nothing, and make nothing here.
        var needs = RoomNeeds.None;
        var invite = Invite(command);
        if (Unknown(command.Sender, Other(command), invite is null ? null : Invites.GetValueOrDefault(invite)?.CreatedBy) is { IsEmpty: false } users)
        {
            needs = needs with { Users = users };
        }

        if (Mentioned(command) is { } mentions && Unknown(mentions.Users.AsSpan()) is { IsEmpty: false } mentioned)
        {
            needs = needs with { Users = needs.Users.Union(mentioned) };
        }

        if (command is SendMessage { Thread: { } thread } && !Messages.ContainsKey(thread))
        {
            needs = needs with { Messages = [thread] };
        }

        if (command is EraseMember erase)
        {
            needs = needs with
            {
                Messages = needs.Messages.Union(erase.Messages.Where(target => !Messages.ContainsKey(target))),
                Reactions = [.. erase.Reactions.Where(one => Reactions.GetValueOrDefault(one.Target)?.Of.ContainsKey(erase.Sender) != true).Select(one => (one.Target, erase.Sender))],
                Polls = [.. (erase.Votes ?? []).Where(target => !KnowsVote(target, erase.Sender)).Select(target => (target, erase.Sender))],
            };
        }

        if (command is DeleteMessages delete && delete.Targets.Any(target => !Messages.ContainsKey(target)))
        {
            needs = needs with { Messages = needs.Messages.Union(delete.Targets.Where(target => !Messages.ContainsKey(target))) };
        }

        if (command is RestoreMessages restore && !Deletions.ContainsKey(restore.Batch))
        {
            needs = needs with { Deletions = [restore.Batch] };
        }

        if (command is PinMessage && Pins is null)
        {
            needs = needs with { Pins = true };
        }

        if (Message(command) is { } seq && !Messages.ContainsKey(seq))
        {
            needs = needs with { Messages = needs.Messages.Add(seq) };
        }

        if (command is AttachPreviews or RemovePreview && Message(command) is { } shown && !Previews.ContainsKey(shown))
        {
            needs = needs with { Previews = [shown] };
        }

        if (invite is not null && !Invites.ContainsKey(invite))
        {
            needs = needs with { Invites = [invite] };
        }

        if (command is React react && Reactions.GetValueOrDefault(react.Target)?.Of.ContainsKey(react.Sender) != true)
        {
            needs = needs with { Reactions = [(react.Target, react.Sender)] };
        }

        if (command is Vote or ClosePoll && Message(command) is { } poll && !KnowsVote(poll, command.Sender))
        {
            needs = needs with { Polls = [(poll, command.Sender)] };
        }

        return command is SendMessage send && MustWait(send) && !LastSent.ContainsKey(send.Sender) ? needs with { Senders = [send.Sender] } : needs;
    }

    /// <summary>What a user has chosen in a poll is known, or that there is none.</summary>
    private bool KnowsVote(long message, string user) => Polls.TryGetValue(message, out var poll) && poll?.Of.ContainsKey(user) != false;

    private ImmutableHashSet<string> Unknown(params ReadOnlySpan<string?> users)
    {
        var unknown = ImmutableHashSet<string>.Empty;
        foreach (var user in users)
        {
            unknown = user is not null && !Members.ContainsKey(user) ? unknown.Add(user) : unknown;
        }

        return unknown;
    }

    private bool MustWait(SendMessage send) =>
        SlowMode > 0 && Members.ContainsKey(send.Sender) && !RoomAccess.May(send.SenderRole, StandingOf(send.Sender), RoomPermission.SkipSlowMode);

    private static string? Other(RoomCommand command) => command switch
    {
        AddMember add => add.User,
        KickMember kick => kick.User,
        BanMember ban => ban.User,
        UnbanMember unban => unban.User,
        ChangeRole change => change.User,
        EraseMember erase => erase.Heir,
        _ => null,
    };

    private static long? Message(RoomCommand command) => command switch
    {
        SendMessage send => send.ReplyTo,
        EditMessage edit => edit.Target,
        DeleteMessage delete => delete.Target,
        React react => react.Target,
        PinMessage pin => pin.Target,
        AttachPreviews attach => attach.Target,
        RemovePreview remove => remove.Target,
        Vote vote => vote.Target,
        ClosePoll close => close.Target,
        _ => null,
    };

    private static Mentions? Mentioned(RoomCommand command) => command switch
    {
        SendMessage send => send.Mentions,
        EditMessage edit => edit.Mentions,
        _ => null,
    };

    private static string? Invite(RoomCommand command) => command switch
    {
        JoinRoom join => join.Invite,
        RevokeInvite revoke => revoke.Invite,
        _ => null,
    };
}
