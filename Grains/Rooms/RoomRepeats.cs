using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Tells whether a command is the one that led to an event of the same sender and client id.</summary>
public static class RoomRepeats
{
    /// <summary>True if the content is the same; content that was erased since cannot be compared and counts as the same.</summary>
    public static bool IsAnswer(RoomCommand command, RoomEvent e) => (command, e) switch
    {
        (SendMessage send, MessagePosted posted) =>
            posted.Text is null || ((posted.IsMasked || send.Text == posted.Text) && send.ReplyTo == posted.ReplyTo && send.Thread == posted.Thread && HasFiles(send, posted)
                && send.Poll == posted.Poll && send.Forward == posted.Forward),
        (EditMessage edit, MessageEdited edited) => edit.Target == edited.Target && (edited.Text is null || edited.IsMasked || edit.Text == edited.Text),
        (DeleteMessage delete, MessageDeleted deleted) => delete.Target == deleted.Target,
        (DeleteMessages, MessageDeleted deleted) => deleted.Batch is null || deleted.Batch == deleted.Seq,
        (RestoreMessages restore, MessageRestored restored) => restore.Batch == restored.Batch,
        (React react, ReactionAdded added) => react.On && react.Target == added.Target && react.Emoji == added.Emoji,
        (React react, ReactionRemoved removed) => !react.On && react.Target == removed.Target && react.Emoji == removed.Emoji,
        (PinMessage pin, MessagePinned pinned) => pin.On && pin.Target == pinned.Target,
        (PinMessage pin, MessageUnpinned unpinned) => !pin.On && pin.Target == unpinned.Target,
        (RemovePreview remove, PreviewsChanged changed) => remove.Target == changed.Target,
        (Vote vote, PollVoted voted) => vote.Target == voted.Target && vote.Choices.SequenceEqual(voted.Choices),
        (ClosePoll close, PollClosed closed) => close.Target == closed.Target,
        (JoinRoom join, MemberJoined joined) => join.Invite == joined.Invite,
        (DeleteRoom, RoomArchived { IsDeleted: true }) => true,
        (LeaveRoom, MemberLeft) or (ArchiveRoom, RoomArchived { IsDeleted: false }) or (UnarchiveRoom, RoomUnarchived) => true,
        (EraseMember, MessageDeleted or ReactionRemoved or PollVoted or RoleChanged or MemberLeft) => true,
        (AddMember add, MemberJoined joined) => add.User == joined.User && add.Role == joined.Role,
        (KickMember kick, MemberKicked kicked) => kick.User == kicked.User,
        (BanMember ban, MemberBanned banned) => ban.User == banned.User,
        (UnbanMember unban, MemberUnbanned unbanned) => unban.User == unbanned.User,
        (ChangeRole change, RoleChanged changed) => change.User == changed.User && change.Role == changed.Role,
        (ChangeSettings change, SettingsChanged changed) =>
            IsOrWas(change.Name, changed.Name) && IsOrWas(change.Title, changed.Title) && IsOrWas(change.Topic, changed.Topic) && IsOrWas(change.Visibility, changed.Visibility)
            && IsOrWas(change.SlowMode, changed.SlowMode) && IsOrWas(change.History, changed.History) && IsOrWas(change.Leavers, changed.Leavers)
            && IsOrWas(change.Retention, changed.Retention),
        (CreateInvite create, InviteCreated created) => create.Invite == created.Invite && create.SecretHash == created.SecretHash,
        (RevokeInvite revoke, InviteRevoked revoked) => revoke.Invite == revoked.Invite,
        (CreateRoom create, RoomCreated created) => create.Name == created.Name,
        _ => false,
    };

    private static bool HasFiles(SendMessage send, MessagePosted posted) =>
        send.Files is { } sent ? posted.Files is { } files && files.Select(file => file.Id).SequenceEqual(sent.Select(file => file.Id)) : posted.Files is null;

    /// <summary>What was asked for and is not in the event was so before.</summary>
    private static bool IsOrWas<T>(T? asked, T? changed) => changed is null || Equals(asked, changed);
}
