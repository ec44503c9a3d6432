using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Tests.Support;

/// <summary>Messages as they are after a log, by going through all of it: what every other way must agree with.</summary>
internal static class MessageModel
{
    public static ImmutableArray<RoomMessage> Of(IReadOnlyList<RoomEvent> log, string reader) =>
        [.. log.OfType<MessagePosted>().Select(posted => Of(log, posted, reader))];

    /// <summary>Messages after a number that mention the reader or everybody, and are not the reader's own.</summary>
    public static int Mentions(IReadOnlyList<RoomEvent> log, string reader, long after) => Of(log, reader).Count(message =>
        message.Seq > after && message.Sender != reader && message.Mentions is { } mentions && (mentions.Everybody != MentionScope.None || mentions.Users.Contains(reader)));

    /// <summary>As text, since messages hold arrays, which are compared by what they are.</summary>
    public static string Print(IEnumerable<RoomMessage> messages) => string.Join('\n', messages.Select(message =>
        $"{message.Seq} {message.Sender} {message.ClientId} {message.At:O} {message.N} {message.Text ?? "deleted"} re {message.ReplyTo} {message.Edits}× {message.EditedAt:O} "
        + $"in {message.Thread} {message.Replies}/{message.LastReply} pin {message.Pin?.Seq} {message.Pin?.By} @{string.Join(',', message.Mentions?.Users ?? [])} {message.Mentions?.Everybody} "
        + string.Join(' ', message.Reactions.Select(one => $"{one.Emoji}{one.Count}({string.Join(',', one.Users)}){(one.Mine ? "!" : "")}"))));

    /// <summary>What a deleted message said.</summary>
    public static DeletedMessage AsItWas(IReadOnlyList<RoomEvent> log, MessageDeleted deleted)
    {
        var posted = log.OfType<MessagePosted>().Single(e => e.Seq == deleted.Target);
        var edits = log.OfType<MessageEdited>().Where(e => e.Target == deleted.Target).ToList();
        return new DeletedMessage(
            edits.Count > 0 ? posted with { Text = edits[^1].Text, Mentions = edits[^1].Mentions } : posted, edits.Count, edits.Count > 0 ? edits[^1].At : null);
    }

    private static RoomMessage Of(IReadOnlyList<RoomEvent> log, MessagePosted posted, string reader)
    {
        var replies = log.OfType<MessagePosted>().Where(e => e.Thread == posted.Seq).ToList();
        var message = new RoomMessage(posted.Seq, posted.Sender, posted.At, posted.N, null)
        {
            ClientId = posted.ClientId, Thread = posted.Thread, Replies = replies.Count, LastReply = replies.LastOrDefault()?.Seq,
        };
        if (log.LastOrDefault(e => (e is MessageDeleted gone && gone.Target == posted.Seq) || (e is MessageRestored back && back.Target == posted.Seq)) is MessageDeleted)
        {
            return message;
        }

        var edits = log.OfType<MessageEdited>().Where(e => e.Target == posted.Seq).ToList();
        var reactions = new List<(string Emoji, string User)>();
        foreach (var e in log)
        {
            if (e is ReactionAdded added && added.Target == posted.Seq)
            {
                reactions.Add((added.Emoji, e.Sender));
            }
            else if (e is ReactionRemoved removed && removed.Target == posted.Seq)
            {
                reactions.Remove((removed.Emoji, e.Sender));
            }
            else if (e is MessageDeleted deleted && deleted.Target == posted.Seq)
            {
                reactions.Clear();
            }
        }

        return message with
        {
            Text = edits.Count > 0 ? edits[^1].Text : posted.Text,
            ReplyTo = posted.ReplyTo,
            Edits = edits.Count,
            Mentions = edits.Count > 0 ? edits[^1].Mentions : posted.Mentions,
            Pin = log.LastOrDefault(e =>
                (e is MessagePinned pinned && pinned.Target == posted.Seq) || (e is MessageUnpinned un && un.Target == posted.Seq) || (e is MessageDeleted del && del.Target == posted.Seq)) is MessagePinned pin
                ? new Pin(pin.Seq, pin.Sender) : null,
            EditedAt = edits.Count > 0 ? edits[^1].At : null,
            Reactions =
            [
                .. reactions.GroupBy(one => one.Emoji).OrderBy(one => char.ConvertToUtf32(one.Key, 0))
                    .Select(one => new Reaction(one.Key, one.Count(), [.. one.Select(pair => pair.User)], one.Any(pair => pair.User == reader))),
            ],
        };
    }
}
