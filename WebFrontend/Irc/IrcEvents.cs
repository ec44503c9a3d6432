using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Parley.Files;
using Parley.Rooms;
using Parley.Wire;

namespace Parley.WebFrontend.Irc;

/// <summary>
/// Events of a room as lines of IRC. What IRC has no word for is said in words, by who has done it. Pure: everything that must be looked up is there already.
/// </summary>
/// <param name="me">User id of the client's user.</param>
/// <param name="nickOf">Nick of a user id.</param>
/// <param name="targetOf">The message of a number in the room; null: not to be had.</param>
/// <param name="publicUrl">See <see cref="IrcServices.PublicUrl"/>.</param>
internal sealed class IrcEvents(
    IrcRoom room, string me, IrcCapabilities capabilities, Func<string, string> nickOf, Func<long, IrcTarget?> targetOf, string serverName, string? publicUrl, int maxLines)
{
    /// <summary>Characters of a message that are quoted.</summary>
    private const int QuoteLength = 40;

    /// <summary>Users who have a role that shows, in the order of <c>PREFIX</c>.</summary>
    public static string PrefixOf(RoomRole role) => role switch { RoomRole.Owner => "@", RoomRole.Moderator => "%", _ => "" };

    public static string ModeOf(RoomRole role) => role switch { RoomRole.Owner => "o", RoomRole.Moderator => "h", _ => "" };

    /// <summary>Id of a message for the client. One word, and the same whenever it is shown.</summary>
    public static string MessageId(string room, long seq) => string.Create(CultureInfo.InvariantCulture, $"{room}-{seq}");

    /// <summary>Number of a message of that room; null: it is none.</summary>
    public static long? SeqOf(string room, string id) =>
        id.Length > room.Length + 1 && id.StartsWith(room, StringComparison.Ordinal) && id[room.Length] == '-'
            && long.TryParse(id.AsSpan(room.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : null;

    /// <summary>How a text begins, in one line.</summary>
    public static string StartOf(string? text)
    {
        var line = IrcFormat.Plain((text ?? "").ReplaceLineEndings(" ")).Trim();
        var info = new StringInfo(line);
        return info.LengthInTextElements <= QuoteLength ? line : info.SubstringByTextElements(0, QuoteLength) + "…";
    }

    public static string Mask(string nick, string serverName) => $"{nick}!{nick}@{serverName}";

    /// <summary>Users and messages that the lines of an event will speak of.</summary>
    public static (ImmutableArray<string> Users, long? Target) Needs(RoomEvent e) => e switch
    {
        MemberJoined joined => ([e.Sender, joined.User], null),
        MemberLeft left => ([left.User], null),
        MemberKicked kicked => ([e.Sender, kicked.User], null),
        RoleChanged changed => ([e.Sender, changed.User], null),
        MessagePosted posted => ([e.Sender], posted.ReplyTo ?? posted.Thread),
        MessageDeleted or ReactionAdded or ReactionRemoved or MessagePinned or MessageUnpinned => ([e.Sender], ((IAboutMessage)e).Target),
        _ => ([e.Sender], null),
    };

    public IEnumerable<IrcLine> Of(RoomEvent e) => e switch
    {
        MessagePosted { Text: { } text } posted => Message(e, text, posted.ReplyTo, posted.Thread, posted.Files, posted.Poll?.Options, posted.Forward is not null),
        MessageEdited { Text: { } text } edited => Said(e, "PRIVMSG", [new($"(edited) {text}")], ReplyTag(edited.Target)),
        MessageDeleted deleted => Deleted(e, deleted),
        MessageRestored => Notice(e, "brought back a message"),
        ReactionAdded added => Reaction(e, added.Target, added.Emoji, isOn: true),
        ReactionRemoved removed => Reaction(e, removed.Target, removed.Emoji, isOn: false),
        MessagePinned pinned => Notice(e, $"pinned {About(pinned.Target)}"),
        MessageUnpinned unpinned => Notice(e, $"took the pin from {About(unpinned.Target)}"),
        PollClosed => Notice(e, "closed a poll"),
        RoomArchived => Notice(e, "archived the room: it can only be read from now on"),
        RoomUnarchived => Notice(e, "brought the room back: it can be written in again"),
        _ when room.IsPrivate => [],
        MemberJoined joined when joined.User != me => Joined(e, joined),
        MemberLeft left => [Line(e, left.User, "PART", room.Name)],
        MemberKicked kicked => [Line(e, e.Sender, "KICK", room.Name, nickOf(kicked.User), "")],
        RoleChanged changed => [Line(e, e.Sender, "MODE", [room.Name, .. ModeChange(changed)])],
        SettingsChanged { Topic: { } topic } => [Line(e, e.Sender, "TOPIC", room.Name, topic)],
        SettingsChanged { Title: { } title } => Notice(e, $"gave the room the title {title}"),
        _ => [],
    };

    /// <summary>A message as it is now, for history.</summary>
    public IEnumerable<IrcLine> Of(RoomMessage message)
    {
        if (message.Text is not { } text)
        {
            return [];
        }

        var posted = new MessagePosted { Seq = message.Seq, Sender = message.Sender, At = message.At, N = message.N, Text = text, ReplyTo = message.ReplyTo, Thread = message.Thread };
        return Message(posted, message.Edits > 0 ? $"(edited) {text}" : text, message.ReplyTo, message.Thread, message.Files, message.Poll?.Poll.Options, message.Forward is not null);
    }

    private IEnumerable<IrcLine> Message(
        RoomEvent e, string text, long? replyTo, long? thread, ImmutableArray<MessageFile>? files, ImmutableArray<string>? poll, bool isForward)
    {
        var answered = replyTo ?? thread;
        var before = answered is { } target && !capabilities.HasFlag(IrcCapabilities.MessageTags) ? Quote(target) : "";
        var lines = new List<string> { before + (isForward ? "(forwarded) " : "") + text };
        lines.AddRange((poll ?? []).Select((option, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {option}")));
        lines.AddRange((files ?? []).Select(file => $"[file] {file.Name} ({file.Size.ToString("N0", CultureInfo.InvariantCulture)} bytes){(publicUrl is null ? "" : $" {publicUrl}/api/v1/rooms/{room.Id}/files/{file.Id}")}"));
        return Said(e, "PRIVMSG", lines, answered is { } to ? ReplyTag(to) : null);
    }

    private IEnumerable<IrcLine> Deleted(RoomEvent e, MessageDeleted deleted) => capabilities.HasFlag(IrcCapabilities.Redaction)
        ? [Line(e, e.Sender, "REDACT", TargetFor(e.Sender), MessageId(room.Id, deleted.Target))]
        : Notice(e, targetOf(deleted.Target) is { } target ? $"deleted a message of {nickOf(target.Sender)}, {target.At.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}" : "deleted a message");

    private IEnumerable<IrcLine> Reaction(RoomEvent e, long target, string emoji, bool isOn) => capabilities.HasFlag(IrcCapabilities.MessageTags)
        ? [Line(e, e.Sender, "TAGMSG", TargetFor(e.Sender)) is var line ? line with { Tags = [.. line.Tags, new(isOn ? "+draft/react" : "+draft/unreact", emoji), ReplyTag(target)] } : null!]
        : Notice(e, isOn ? $"reacted {emoji} to {About(target)}" : $"took {emoji} back from {About(target)}");

    private IEnumerable<IrcLine> Joined(RoomEvent e, MemberJoined joined)
    {
        yield return Line(e, joined.User, "JOIN", room.Name);
        if (ModeOf(joined.Role) is { Length: > 0 } mode)
        {
            yield return Line(e, joined.User, "MODE", room.Name, $"+{mode}", nickOf(joined.User));
        }
    }

    /// <summary>What the user was is not in the event: both marks are taken, and the new one is given.</summary>
    private ImmutableArray<string> ModeChange(RoleChanged changed)
    {
        var nick = nickOf(changed.User);
        return changed.Role switch
        {
            RoomRole.Owner => ["+o-h", nick, nick],
            RoomRole.Moderator => ["-o+h", nick, nick],
            _ => ["-oh", nick, nick],
        };
    }

    private string About(long target) => targetOf(target) is { } message
        ? $"a message of {nickOf(message.Sender)}{(message.Start.Length == 0 ? "" : $": “{message.Start}”")}"
        : "a message";

    private string Quote(long target) => targetOf(target) is { Start.Length: > 0 } message ? $"({nickOf(message.Sender)}: “{message.Start}”) " : "(reply) ";

    private KeyValuePair<string, string> ReplyTag(long target) => new("+draft/reply", MessageId(room.Id, target));

    private IEnumerable<IrcLine> Notice(RoomEvent e, string text) => Said(e, "NOTICE", [text], null);

    /// <summary>A text in as many lines as it needs, or may have. The first one has the id.</summary>
    private IEnumerable<IrcLine> Said(RoomEvent e, string command, IReadOnlyList<string> texts, KeyValuePair<string, string>? tag)
    {
        var first = Line(e, e.Sender, command, TargetFor(e.Sender), "");
        var most = IrcLine.MaxBytes - "\r\n".Length - Encoding.UTF8.GetByteCount(first.WriteRest()) - 1; // for the colon
        var pieces = texts.SelectMany(text => IrcText.Split(text, most)).Select(IrcFormat.Plain).Where(piece => piece.Length > 0).ToList();
        if (pieces.Count > maxLines)
        {
            var missing = pieces.Count - maxLines + 1;
            pieces.RemoveRange(maxLines - 1, missing);
            pieces.Add(string.Create(CultureInfo.InvariantCulture, $"… ({missing} more lines in the web client)"));
        }

        for (var i = 0; i < pieces.Count; i++)
        {
            var line = first with { Parameters = [first.Parameters[0], pieces[i]] };
            yield return i > 0 ? line with { Tags = [.. line.Tags.Where(one => one.Key == "time")] } : tag is { } more ? line with { Tags = [.. line.Tags, more] } : line;
        }
    }

    /// <summary>In a conversation of two what the other says goes to me.</summary>
    private string TargetFor(string sender) => room.IsPrivate && sender != me ? nickOf(me) : room.Name;

    private IrcLine Line(RoomEvent e, string who, string command, params ImmutableArray<string> parameters) => new(command, parameters)
    {
        Source = Mask(nickOf(who), serverName), Tags = [new("time", WireTime.Format(e.At)), new("msgid", MessageId(room.Id, e.Seq))],
    };
}
