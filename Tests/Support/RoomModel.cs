using System.Collections.Immutable;
using Parley.Grains.Rooms;
using Parley.Rooms;

namespace Parley.Tests.Support;

/// <summary>A room with its log in memory, which always knows what a decision depends on.</summary>
internal sealed class RoomModel(string id)
{
    public static readonly RoomLimits Limits = new(Reactions: 2, Pins: 2) { DeleteMany = 3, UndoDelete = TimeSpan.FromMinutes(10) };

    public Room Room { get; private set; } = Room.Empty(id);

    public List<RoomEvent> Log { get; } = [];

    /// <summary>Decides, and appends what was decided; dedupes as the shell does, by looking the log through.</summary>
    public Decision Do(RoomCommand command, DateTimeOffset now)
    {
        if (command.ClientId is not null && Log.Find(e => e.Sender == command.Sender && e.ClientId == command.ClientId) is { } earlier)
        {
            return Decision.AlreadySo(earlier.Seq);
        }

        while (Room.Needs(command) is { IsEmpty: false } needs)
        {
            Room = Room.With(Facts(needs));
        }

        var decision = Room.Decide(command, now, Limits);
        foreach (var e in decision.Events)
        {
            Room = Room.Apply(e);
            Log.Add(e);
        }

        return decision;
    }

    /// <summary>The fold of the log from nothing, knowing what this room knows.</summary>
    public Room Replayed() => Loaded(Log.Count, RoomNeeds.None with { Users = [.. Room.Members.Keys] });

    /// <summary>The room as it is loaded when the log has so many events, knowing what is asked for.</summary>
    public Room Loaded(int events, RoomNeeds needs)
    {
        var then = new RoomModel(Room.Id);
        foreach (var e in Log.Take(events))
        {
            then.Room = then.Room.Apply(e);
            then.Log.Add(e);
        }

        return then.Room.With(then.Facts(needs));
    }

    private RoomFacts Facts(RoomNeeds needs) => new()
    {
        Members = needs.Users.ToImmutableDictionary(user => user, Membership),
        Banned = [.. needs.Users.Where(user => Log.FindLast(e => e is MemberBanned banned && banned.User == user || e is MemberUnbanned un && un.User == user) is MemberBanned)],
        Messages = needs.Messages.ToImmutableDictionary(seq => seq, Message),
        Invites = needs.Invites.ToImmutableDictionary(id => id, Invite),
        Pins = needs.Pins ? Pins() : null,
        Deletions = needs.Deletions.ToImmutableDictionary(batch => batch, Deletion),
        Previews = needs.Previews.ToImmutableDictionary(seq => seq, Previews),
        Reactions = needs.Reactions.GroupBy(need => need.Message).ToImmutableDictionary(need => need.Key, need => Reactions(need.Key, need.Select(one => one.User))),
        Polls = needs.Polls.GroupBy(need => need.Message).ToImmutableDictionary(need => need.Key, need => Poll(need.Key, need.Select(one => one.User))),
        LastSent = needs.Senders.ToImmutableDictionary(user => user, user => Log.FindLast(e => e is MessagePosted && e.Sender == user)?.At),
    };

    private RoomMember? Membership(string user)
    {
        RoomMember? member = null;
        foreach (var e in Log)
        {
            member = e switch
            {
                MemberJoined joined when joined.User == user => new RoomMember(user, joined.Role, joined.Seq),
                RoleChanged changed when changed.User == user => member! with { Role = changed.Role },
                { Removes: { } removed } when removed == user => null,
                _ => member,
            };
        }

        return member;
    }

    private MessageFact? Message(long seq) => Log.Find(e => e.Seq == seq) is MessagePosted posted
        ? new MessageFact(posted.Sender, IsDeleted(seq), posted.Thread, posted.At)
        : null;

    private bool IsDeleted(long seq) =>
        Log.LastOrDefault(e => (e is MessageDeleted deleted && deleted.Target == seq) || (e is MessageRestored restored && restored.Target == seq)) is MessageDeleted;

    /// <summary>Those of the batch whose last deletion it is.</summary>
    private DeletionFact? Deletion(long batch)
    {
        var deletions = Log.OfType<MessageDeleted>().Where(deleted => deleted.Batch == batch).ToList();
        var left = deletions.Where(deleted => IsDeleted(deleted.Target) && Log.OfType<MessageDeleted>().Last(one => one.Target == deleted.Target).Seq == deleted.Seq);
        ImmutableArray<DeletedMessage> messages = [.. left.Select(deleted => MessageModel.AsItWas(Log, deleted)).OrderBy(message => message.Message.Seq)];
        return messages.IsEmpty ? null : new DeletionFact(deletions[0].At, messages);
    }

    private ImmutableHashSet<long> Pins() => Log.Aggregate(ImmutableHashSet<long>.Empty, (pins, e) => e switch
    {
        MessagePinned pinned => pins.Add(pinned.Target),
        MessageUnpinned unpinned => pins.Remove(unpinned.Target),
        MessageDeleted deleted => pins.Remove(deleted.Target),
        _ => pins,
    });

    private PreviewFact Previews(long seq)
    {
        var text = Log.FindLast(e => e is MessageEdited edited && edited.Target == seq)?.Seq ?? seq;
        var last = Log.FindLast(e => e is PreviewsChanged changed && changed.Target == seq) as PreviewsChanged;
        var isThere = last?.Seq > MessageModel.LastDeletion(Log, seq);
        return new PreviewFact(text, last?.Seq > text, isThere && last!.Seq > text ? last.Previews : [], isThere ? last!.Unwanted : []);
    }
    private PollFact? Poll(long seq, IEnumerable<string> users) =>
        Log.Find(e => e.Seq == seq) is MessagePosted { Poll: { } poll } && !IsDeleted(seq)
            ? new PollFact(
                poll.Options.Length, poll.IsMultiple, poll.IsAnonymous, Log.Exists(e => e is PollClosed closed && closed.Target == seq && e.Seq > MessageModel.LastDeletion(Log, seq)),
                users.ToImmutableDictionary(user => user, user => (Log.FindLast(e => e is PollVoted voted && voted.Target == seq && e.Sender == user && e.Seq > MessageModel.LastDeletion(Log, seq)) as PollVoted)?.Choices ?? []))
            : null;

    private ReactionFact Reactions(long seq, IEnumerable<string> users)
    {
        var now = new HashSet<(string User, string Emoji)>();
        foreach (var e in Log)
        {
            _ = e switch
            {
                ReactionAdded added when added.Target == seq => now.Add((e.Sender, added.Emoji)),
                ReactionRemoved removed when removed.Target == seq => now.Remove((e.Sender, removed.Emoji)),
                MessageDeleted deleted when deleted.Target == seq => now.RemoveWhere(_ => true) >= 0,
                _ => false,
            };
        }

        return new ReactionFact(
            now.GroupBy(one => one.Emoji).ToImmutableDictionary(one => one.Key, one => one.Count()),
            users.ToImmutableDictionary(user => user, user => now.Where(one => one.User == user).Select(one => one.Emoji).ToImmutableHashSet()));
    }

    private InviteFact? Invite(string id) => Log.Find(e => e is InviteCreated made && made.Invite == id) is InviteCreated created
        ? new InviteFact(
            created.Sender, created.SecretHash, created.Role, created.MaxUses, Log.Count(e => e is MemberJoined joined && joined.Invite == id),
            created.ExpiresAt, Log.Exists(e => e is InviteRevoked revoked && revoked.Invite == id))
        : null;
}
