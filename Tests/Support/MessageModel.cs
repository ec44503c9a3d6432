using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Grains.Threads;
using Parley.Rooms;

namespace Parley.Tests.Support;

/// <summary>Messages as they are after a log, by going through all of it: what every other way must agree with.</summary>
internal static class MessageModel
{
    public static ImmutableArray<RoomMessage> Of(IReadOnlyList<RoomEvent> log, string reader) =>
        [.. log.OfType<MessagePosted>().Where(posted => posted.Seq >= Floor(log, reader)).Select(posted => Of(log, posted, reader))];

    /// <summary>In a room with protected history the number with which the reader came, this time; else 1.</summary>
    public static long Floor(IReadOnlyList<RoomEvent> log, string reader) =>
        (log.OfType<SettingsChanged>().LastOrDefault(changed => changed.History is not null)?.History ?? RoomHistory.Open) == RoomHistory.Protected
            ? log.OfType<MemberJoined>().LastOrDefault(joined => joined.User == reader)?.Seq ?? 1
            : 1;

    /// <summary>
    /// The log for somebody who has left with the event of that number and reads on: nothing is added after it, but what is taken back is gone at once. Empty if
    /// nothing is for them: the room does not let them, they are members, did not go by themselves, or are banned.
    /// </summary>
    public static IReadOnlyList<RoomEvent> LeftBy(IReadOnlyList<RoomEvent> log, string reader)
    {
        var isBanned = log.LastOrDefault(e => (e is MemberBanned banned && banned.User == reader) || (e is MemberUnbanned un && un.User == reader)) is MemberBanned;
        var policy = log.OfType<SettingsChanged>().LastOrDefault(changed => changed.Leavers is not null)?.Leavers ?? RoomLeavers.None;
        if (isBanned || policy == RoomLeavers.None || log.LastOrDefault(e => (e is MemberJoined joined && joined.User == reader) || e.Removes == reader) is not MemberLeft left)
        {
            return [];
        }

        var then = log.Take((int)left.Seq).ToList();
        foreach (var e in log.Skip((int)left.Seq))
        {
            switch (e)
            {
                case MessageDeleted or MessageRestored or ReactionRemoved or MessageUnpinned or SettingsChanged: // what of the past is shown is what holds now
                    then.Add(e);
                    break;
                case PollVoted voted:
                    then.Add(voted with
                    {
                        Choices = [.. voted.Choices.Intersect(then.OfType<PollVoted>().LastOrDefault(was =>
                            was.Target == voted.Target && was.Sender == voted.Sender && was.Seq > LastDeletion(then, voted.Target))?.Choices ?? [])],
                    });
                    break;
                case MessageEdited or PreviewsChanged:
                    then.Add(new PreviewsChanged { Seq = e.Seq, Sender = e.Sender, At = e.At, N = e.N, Target = ((IAboutMessage)e).Target, Previews = [] });
                    break;
            }
        }

        return then;
    }

    /// <summary>Messages after a number that mention the reader or everybody, and are not the reader's own.</summary>
    public static int Mentions(IReadOnlyList<RoomEvent> log, string reader, long after) => log.OfType<MessagePosted>().Select(posted => Of(log, posted, reader)).Count(message =>
        message.Seq > after && message.Sender != reader && message.Mentions is { } mentions && (mentions.Everybody != MentionScope.None || mentions.Users.Contains(reader)));

    /// <summary>Threads of the room that the reader follows, newest first: root, read position, unread messages and mentions.</summary>
    public static IEnumerable<(long Root, long Read, int Unread, int Mentions)> Threads(IReadOnlyList<RoomEvent> log, string reader, ThreadsState marks, string room)
    {
        var isMember = log.LastOrDefault(e => (e is MemberJoined joined && joined.User == reader) || e.Removes == reader) is MemberJoined;
        var messages = Of(log, reader);
        foreach (var root in messages.Where(root => isMember && root.Replies > 0).OrderByDescending(root => messages.First(one => one.Seq == root.LastReply).At).ThenBy(root => root.Seq))
        {
            var inIt = messages.Where(message => message.Thread == root.Seq).ToList();
            var mark = marks.Find(room, root.Seq);
            var takesPart = root.Sender == reader || inIt.Exists(message => message.Sender == reader) || log.Any(e => (e switch
            {
                MessagePosted { Thread: { } thread } posted when thread == root.Seq => posted.Mentions,
                MessageEdited edited when inIt.Exists(message => message.Seq == edited.Target) => edited.Mentions,
                _ => null,
            })?.Users.Contains(reader) == true);
            if (!(mark?.Follows ?? takesPart))
            {
                continue;
            }

            var read = Math.Max(mark?.Seq ?? 0, inIt.LastOrDefault(message => message.Sender == reader && message.Text is not null)?.Seq ?? 0);
            var unread = inIt.Where(message => message.Seq > read && message.Text is not null).ToList();
            yield return (root.Seq, read, unread.Count, unread.Count(message => message.Mentions is { } mentions && (mentions.Everybody != MentionScope.None || mentions.Users.Contains(reader))));
        }
    }

    /// <summary>As text, since messages hold arrays, which are compared by what they are.</summary>
    public static string Print(IEnumerable<RoomMessage> messages) => string.Join('\n', messages.Select(message =>
        $"{message.Seq} {message.Sender} {message.ClientId} {message.At:O} {message.N} {message.Text ?? "deleted"} re {message.ReplyTo} {message.Edits}× {message.EditedAt:O} "
        + $"in {message.Thread} [{string.Join(',', message.Previews.Select(one => $"{one.Url} {one.Title} {one.Description} {one.Site}"))}] {message.Replies}/{message.LastReply} pin {message.Pin?.Seq} {message.Pin?.By} @{string.Join(',', message.Mentions?.Users ?? [])} {message.Mentions?.Everybody} fwd {message.Forward} poll {Print(message.Poll)} "
        + string.Join(' ', message.Reactions.Select(one => $"{one.Emoji}{one.Count}({string.Join(',', one.Users)}){(one.Mine ? "!" : "")}"))));

    /// <summary>Number of the last deletion of a message; 0: there was none.</summary>
    public static long LastDeletion(IReadOnlyList<RoomEvent> log, long seq) => log.OfType<MessageDeleted>().LastOrDefault(deleted => deleted.Target == seq)?.Seq ?? 0;

    /// <summary>What a deleted message said.</summary>
    public static DeletedMessage AsItWas(IReadOnlyList<RoomEvent> log, MessageDeleted deleted)
    {
        var posted = log.OfType<MessagePosted>().Single(e => e.Seq == deleted.Target);
        var edits = log.OfType<MessageEdited>().Where(e => e.Target == deleted.Target).ToList();
        return new DeletedMessage(
            edits.Count > 0 ? posted with { Text = edits[^1].Text, Mentions = edits[^1].Mentions } : posted, edits.Count, edits.Count > 0 ? edits[^1].At : null);
    }

    private static string Print(PollStanding? poll) => poll is null ? "none"
        : $"{poll.Poll.IsMultiple} {poll.Poll.IsAnonymous} {poll.Voters} {poll.Closed?.Seq} {poll.Closed?.By} "
            + string.Join(' ', poll.Options.Zip(poll.Poll.Options, (option, text) => $"{text}{option.Count}({string.Join(',', option.Users)}){option.Mine}"));

    private static PollStanding Poll(IReadOnlyList<RoomEvent> log, MessagePosted posted, string reader)
    {
        var poll = posted.Poll!;
        var chosen = poll.Options.Select(_ => new List<string>()).ToList();
        var since = LastDeletion(log, posted.Seq);
        foreach (var voted in log.OfType<PollVoted>().Where(voted => voted.Target == posted.Seq && voted.Seq > since))
        {
            for (var at = 0; at < chosen.Count; at++)
            {
                if (!voted.Choices.Contains(at))
                {
                    chosen[at].Remove(voted.Sender);
                }
                else if (!chosen[at].Contains(voted.Sender))
                {
                    chosen[at].Add(voted.Sender);
                }
            }
        }

        return new PollStanding(
            poll,
            [.. chosen.Select(users => poll.IsAnonymous ? new PollOption(users.Count, [], Mine: false) : new PollOption(users.Count, [.. users], users.Contains(reader)))],
            chosen.SelectMany(users => users).Distinct().Count(),
            log.OfType<PollClosed>().FirstOrDefault(closed => closed.Target == posted.Seq && closed.Seq > since) is { } closed ? new PollEnd(closed.Seq, closed.Sender) : null);
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
            Poll = posted.Poll is null ? null : Poll(log, posted, reader),
            Forward = posted.Forward,
            Edits = edits.Count,
            Mentions = edits.Count > 0 ? edits[^1].Mentions : posted.Mentions,
            Pin = log.LastOrDefault(e =>
                (e is MessagePinned pinned && pinned.Target == posted.Seq) || (e is MessageUnpinned un && un.Target == posted.Seq) || (e is MessageDeleted del && del.Target == posted.Seq)) is MessagePinned pin
                ? new Pin(pin.Seq, pin.Sender) : null,
            Previews = log.LastOrDefault(e => (e is PreviewsChanged changed && changed.Target == posted.Seq) || (e is MessageEdited edited && edited.Target == posted.Seq) || (e is MessageDeleted del && del.Target == posted.Seq)) is PreviewsChanged last ? last.Previews : [],
            EditedAt = edits.Count > 0 ? edits[^1].At : null,
            Reactions =
            [
                .. reactions.GroupBy(one => one.Emoji).OrderBy(one => char.ConvertToUtf32(one.Key, 0))
                    .Select(one => new Reaction(one.Key, one.Count(), [.. one.Select(pair => pair.User)], one.Any(pair => pair.User == reader))),
            ],
        };
    }
}
