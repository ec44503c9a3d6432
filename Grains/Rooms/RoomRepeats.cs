using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Tells whether a command is the one that led to an event of the same sender and client id.</summary>
public static class RoomRepeats
{
    /// <summary>True if the content is the same; content that was erased since cannot be compared and counts as the same.</summary>
    public static bool IsAnswer(RoomCommand command, RoomEvent e) => (command, e) switch
    {
        (SendMessage send, MessagePosted posted) => posted.Text is null || (send.Text == posted.Text && send.ReplyTo == posted.ReplyTo),
        (EditMessage edit, MessageEdited edited) => edit.Target == edited.Target && (edited.Text is null || edit.Text == edited.Text),
        (DeleteMessage delete, MessageDeleted deleted) => delete.Target == deleted.Target,
        (JoinRoom, MemberJoined) or (LeaveRoom, MemberLeft) => true,
        (CreateRoom create, RoomCreated created) => create.Name == created.Name,
        _ => false,
    };
}
