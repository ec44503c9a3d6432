using Parley.Files;
using Parley.Rooms;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>The line of a room that was never ours: created, its people come in, then what was said, numbered in the order of time. Pure.</summary>
internal static class ForeignRoomEvents
{
    /// <param name="fileOf">A file by where it lies in the archive; null: it did not come along, and only its name is told. Not given: none did.</param>
    public static IEnumerable<RoomEvent> Of(ForeignRoom room, Func<string, MessageFile?>? fileOf = null)
    {
        var (seq, n) = (0L, 0L);
        var messages = room.Messages.OrderBy(message => message.At).ToList(); // stable: what came at one moment stays as it was
        var began = messages.Count > 0 && messages[0].At < room.Created ? messages[0].At : room.Created;
        yield return new RoomCreated { Seq = ++seq, Sender = room.Creator, At = began, N = n, Name = room.Name, Title = room.Title, Visibility = room.Visibility };
        var isConversation = room.Visibility is not (RoomVisibility.Public or RoomVisibility.Private);
        foreach (var user in People(room))
        {
            var role = user == room.Creator && !isConversation ? RoomRole.Owner : RoomRole.Member;
            yield return new MemberJoined { Seq = ++seq, Sender = room.Creator, At = began, N = n, User = user, Role = role };
        }

        if (!string.IsNullOrWhiteSpace(room.Topic))
        {
            yield return new SettingsChanged { Seq = ++seq, Sender = room.Creator, At = began, N = n, Topic = room.Topic };
        }

        var seqs = new Dictionary<string, long>();
        var last = began;
        foreach (var message in messages)
        {
            last = message.At;
            long? thread = message.Thread is { } root && seqs.TryGetValue(root, out var found) ? found : null;
            seqs[message.Key] = ++seq;
            var mentions = message.Mentions.Count > 0 || message.Everybody != MentionScope.None ? new Mentions([.. message.Mentions.Distinct()], message.Everybody) : null;
            var files = message.Files.Select(path => (Path: path, File: fileOf?.Invoke(path))).ToList();
            yield return new MessagePosted
            {
                Seq = seq, Sender = message.Sender, ClientId = message.Key, At = message.At, N = ++n, Thread = thread, Mentions = mentions,
                Text = string.Join('\n', new[] { message.Text }.Concat(files.Where(one => one.File is null).Select(one => $"📎 {ForeignFiles.NameOf(one.Path)}")).Where(line => line.Length > 0)),
                Files = files.Exists(one => one.File is not null) ? [.. files.Select(one => one.File).OfType<MessageFile>()] : null,
            };
            foreach (var (emoji, user) in message.Reactions.Select(one => (Emoji: EmojiNames.Find(one.Name), one.User)).Where(one => one.Emoji is not null).Distinct())
            {
                yield return new ReactionAdded { Seq = ++seq, Sender = user, At = message.At, N = n, Target = seqs[message.Key], Emoji = emoji! };
            }

            if (message.IsPinned)
            {
                yield return new MessagePinned { Seq = ++seq, Sender = message.Sender, At = message.At, N = n, Target = seqs[message.Key] };
            }
        }

        if (room.IsArchived)
        {
            yield return new RoomArchived { Seq = ++seq, Sender = room.Creator, At = last, N = n };
        }
    }

    /// <summary>The creator first; whoever has said or felt something must have been there.</summary>
    private static IEnumerable<string> People(ForeignRoom room) =>
        new[] { room.Creator }.Concat(room.Members).Concat(room.Messages.Select(message => message.Sender)).Concat(room.Messages.SelectMany(message => message.Reactions.Select(one => one.User))).Distinct();
}
