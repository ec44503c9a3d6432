using System.Security.Cryptography;
using System.Text;
using Parley.Files;
using Parley.Grains.Rooms;
using Parley.Previews;
using Parley.Rooms;

namespace Parley.Grains.Transfer;

/// <summary>
/// An event of another installation as this one has it: the same number, time and words, under other ids. Pure. Ids of files and invites follow from the room's new id and
/// their own, so that a second import of the same finds the first.
/// </summary>
/// <param name="room">The room's id here.</param>
/// <param name="name">The room's name here.</param>
/// <param name="users">Id there → id here.</param>
/// <param name="rooms">Id there → id here.</param>
/// <param name="hasFile">Whether the bytes of a file, by its id there, came along.</param>
internal sealed class EventTranslation(string room, string name, IReadOnlyDictionary<string, string> users, IReadOnlyDictionary<string, string> rooms, Func<string, bool> hasFile)
{
    /// <exception cref="TransferException">It names a user that the export does not have.</exception>
    public RoomEvent Here(RoomEvent e)
    {
        var here = e with { Sender = User(e.Sender) };
        return here switch
        {
            RoomCreated created => created with { Name = name },
            SettingsChanged { Name: not null } changed => changed with { Name = name }, // its name here is its own affair
            MemberJoined joined => joined with { User = User(joined.User), Invite = joined.Invite is { } invite ? Invite(invite) : null },
            MemberLeft left => left with { User = User(left.User) },
            MemberKicked kicked => kicked with { User = User(kicked.User) },
            MemberBanned banned => banned with { User = User(banned.User) },
            MemberUnbanned unbanned => unbanned with { User = User(unbanned.User) },
            RoleChanged changed => changed with { User = User(changed.User) },
            InviteCreated created => created with { Invite = Invite(created.Invite) },
            InviteRevoked revoked => revoked with { Invite = Invite(revoked.Invite) },
            MessagePosted posted => Posted(posted),
            MessageEdited edited => edited with { Mentions = Mentioned(edited.Mentions) },
            MessageRestored { Message: { } message } restored => restored with { Message = Posted(message) },
            PreviewsChanged changed => changed with { Previews = [.. changed.Previews.Select(WithoutImage)] },
            _ => here,
        };
    }

    /// <summary>Id here of a file there.</summary>
    public string File(string id) => "f" + Derived(id, 32);

    private MessagePosted Posted(MessagePosted posted) => posted with
    {
        Mentions = Mentioned(posted.Mentions),
        Forward = posted.Forward is { } forward && rooms.TryGetValue(forward.Room, out var from) && users.TryGetValue(forward.Sender, out var sender)
            ? forward with { Room = from, Sender = sender }
            : null,
        Files = posted.Files is { } files && files.Any(file => hasFile(file.Id)) ? [.. files.Where(file => hasFile(file.Id)).Select(Here)] : null,
    };

    private MessageFile Here(MessageFile file) => file with { Id = File(file.Id) };

    private Mentions? Mentioned(Mentions? mentions)
    {
        var known = mentions?.Users.Where(users.ContainsKey).Select(user => users[user]).ToArray() ?? [];
        return mentions is null || (known.Length == 0 && mentions.Everybody == MentionScope.None) ? null : mentions with { Users = [.. known] };
    }

    private static LinkPreview WithoutImage(LinkPreview preview) => preview with { Image = null };

    /// <summary>An invite that nobody can use: its code is of another installation.</summary>
    private string Invite(string id) => "i" + Derived(id, 26);

    private string User(string id) => id.Length == 0 ? id : users.TryGetValue(id, out var here) ? here : throw new TransferException($"The export has no user {id}, of whom it tells.");

    private string Derived(string id, int digits) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{room} {id}")))[..digits];
}
