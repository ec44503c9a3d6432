using System.Collections.Immutable;
using Parley.Access;
using Parley.Retention;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// A room as the fold of its events. Pure: no I/O, no clock, no Orleans; immutable, so that decisions can be tried on a
/// copy and thrown away. A large room does not hold its members or messages: only what is known of them so far, which the
/// owner of this object loads before it asks for a decision (<see cref="Needs"/>, <see cref="With"/>).
/// </summary>
public sealed partial record Room
{
    private Room(string id) => Id = id;

    public string Id { get; }

    public string Name { get; init; } = "";

    public string Title { get; init; } = "";

    /// <summary>Empty: not said.</summary>
    public string Topic { get; init; } = "";

    public RoomVisibility Visibility { get; init; }

    /// <summary>Seconds between two messages of one member; 0: none.</summary>
    public int SlowMode { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>There is nothing left to do with it but to let everybody go.</summary>
    public bool IsDeleted { get; init; }

    public RoomHistory History { get; init; }

    public RoomLeavers Leavers { get; init; }

    /// <summary>Days that messages are kept; 0: for ever; null: as the server's rule says.</summary>
    public int? Retention { get; init; }

    /// <summary>User id.</summary>
    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Number of the last event applied; 0: the room does not exist.</summary>
    public long LastSeq { get; init; }

    /// <summary>Messages ever posted.</summary>
    public long N { get; init; }

    public bool Exists => LastSeq > 0;

    /// <summary>User ids of all owners. Whole, unlike <see cref="Members"/>: there are few.</summary>
    public ImmutableHashSet<string> Owners { get; init; } = ImmutableHashSet<string>.Empty;

    public int MemberCount { get; init; }

    /// <summary>User ids of those whose conversation it is, in the order they came; none of other rooms. Whole: they are few.</summary>
    public ImmutableArray<string> People { get; init; } = [];

    /// <summary>What is known of users; a null value: known to be no member. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<string, RoomMember?> Members { get; init; } = ImmutableDictionary<string, RoomMember?>.Empty;

    /// <summary>Those of the known users who are banned. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableHashSet<string> Banned { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>What is known of invites; a null value: known to be none. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<string, InviteFact?> Invites { get; init; } = ImmutableDictionary<string, InviteFact?>.Empty;

    /// <summary>When users sent last, as far as that is known, for slow mode; a null value: not lately. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<string, DateTimeOffset?> LastSent { get; init; } = ImmutableDictionary<string, DateTimeOffset?>.Empty;

    /// <summary>What is known of messages; a null value: known to be no message. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<long, MessageFact?> Messages { get; init; } = ImmutableDictionary<long, MessageFact?>.Empty;

    /// <summary>What is known of deletions of many; by the seq of the first. A null value: known to be none that can be undone. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<long, DeletionFact?> Deletions { get; init; } = ImmutableDictionary<long, DeletionFact?>.Empty;

    /// <summary>What is known of reactions; by message. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<long, ReactionFact> Reactions { get; init; } = ImmutableDictionary<long, ReactionFact>.Empty;

    /// <summary>What is known of polls; by message; a null value: known to be none. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<long, PollFact?> Polls { get; init; } = ImmutableDictionary<long, PollFact?>.Empty;

    /// <summary>All messages that are pinned; null: not known. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableHashSet<long>? Pins { get; init; }

    /// <summary>What is known of previews; by message. Kept right by <see cref="Apply"/>.</summary>
    public ImmutableDictionary<long, PreviewFact> Previews { get; init; } = ImmutableDictionary<long, PreviewFact>.Empty;

    /// <summary>A room in which nothing has happened yet.</summary>
    public static Room Empty(string id) => new(id);

    /// <summary>The same room, knowing more.</summary>
    public Room With(RoomFacts facts) => this with
    {
        Members = Members.SetItems(facts.Members),
        Banned = Banned.Except(facts.Members.Keys).Union(facts.Banned),
        Messages = Messages.SetItems(facts.Messages),
        Invites = Invites.SetItems(facts.Invites),
        LastSent = LastSent.SetItems(facts.LastSent),
        Pins = facts.Pins ?? Pins,
        Deletions = Deletions.SetItems(facts.Deletions),
        Previews = Previews.SetItems(facts.Previews),
        Reactions = facts.Reactions.Aggregate(Reactions, (known, fact) => known.SetItem(
            fact.Key, known.TryGetValue(fact.Key, out var earlier) ? earlier.With(fact.Value) : fact.Value)),
        Polls = facts.Polls.Aggregate(Polls, (known, fact) => known.SetItem(
            fact.Key, fact.Value is { } poll && known.GetValueOrDefault(fact.Key) is { } earlier ? earlier.With(poll) : fact.Value)),
    };

    /// <summary>How a user of whom that is known stands to the room.</summary>
    public RoomStanding StandingOf(string user) => new(Visibility, IsArchived, Members.GetValueOrDefault(user)?.Role, Banned.Contains(user));

    /// <summary>Nothing below this number is for the user; 1: everything is, as far as the user may read at all. Null: it depends on a membership that is not known.</summary>
    public long? FloorOf(string user) => History == RoomHistory.Open ? 1 : Members.TryGetValue(user, out var member) ? member?.FromSeq ?? 1 : null;

    /// <summary>The message, as far as the sender of the command may know of it.</summary>
    private MessageFact? Seen(RoomCommand command, long seq) => seq >= FloorOf(command.Sender) ? Messages.GetValueOrDefault(seq) : null;

    /// <summary>The room after the event, which must be the next one.</summary>
    public Room Apply(RoomEvent e)
    {
        if (e.Seq != LastSeq + 1)
        {
            throw new InvalidOperationException($"Room {Id} is at {LastSeq}: event {e.Seq} is not the next one.");
        }

        return Change(e) with { LastSeq = e.Seq, N = e.N };
    }

    private Room Change(RoomEvent e) => e switch
    {
        RoomCreated created => this with
        {
            Name = created.Name, Title = created.Title, Visibility = created.Visibility, CreatedBy = created.Sender, CreatedAt = created.At,
        },
        MemberJoined joined => Joined(joined),
        MemberLeft left => Without(left.User),
        MemberKicked kicked => Without(kicked.User),
        MemberBanned banned => this with { Banned = Banned.Add(banned.User) },
        MemberUnbanned unbanned => this with { Banned = Banned.Remove(unbanned.User) },
        RoleChanged changed => WithRole(changed.User, changed.Role),
        SettingsChanged changed => this with
        {
            Name = changed.Name ?? Name,
            Title = changed.Title ?? Title,
            Topic = changed.Topic ?? Topic,
            Visibility = changed.Visibility ?? Visibility,
            SlowMode = changed.SlowMode ?? SlowMode,
            History = changed.History ?? History,
            Leavers = changed.Leavers ?? Leavers,
            Retention = changed.Retention is { } days ? RetentionRule.Told(days) : Retention,
            LastSent = LastSent.Clear(), // not kept right while there is no slow mode
        },
        RoomArchived archived => this with { IsArchived = true, IsDeleted = IsDeleted || archived.IsDeleted },
        RoomUnarchived => this with { IsArchived = false },
        InviteCreated created => this with
        {
            Invites = Invites.SetItem(
                created.Invite, new InviteFact(created.Sender, created.SecretHash, created.Role, created.MaxUses, Uses: 0, created.ExpiresAt, IsRevoked: false)),
        },
        InviteRevoked revoked => WithInvite(revoked.Invite, invite => invite with { IsRevoked = true }),
        MessageDeleted deleted => Without(deleted),
        MessageRestored restored => With(restored),
        MessagePinned pinned => this with { Pins = Pins?.Add(pinned.Target) },
        MessageUnpinned unpinned => this with { Pins = Pins?.Remove(unpinned.Target) },
        ReactionAdded added => WithReactions(added.Target, reactions => reactions.Plus(added.Sender, added.Emoji)),
        ReactionRemoved removed => WithReactions(removed.Target, reactions => reactions.Minus(removed.Sender, removed.Emoji)),
        PollVoted voted => WithPoll(voted.Target, poll => poll.Voted(voted.Sender, voted.Choices)),
        PollClosed closed => WithPoll(closed.Target, poll => poll with { IsClosed = true }),
        MessagePosted => SlowMode > 0 ? this with { LastSent = LastSent.SetItem(e.Sender, e.At) } : this,
        MessageEdited edited => WithPreviews(edited.Target, previews => previews.Edited(edited.Seq)),
        PreviewsChanged changed => WithPreviews(changed.Target, previews => previews.Changed(changed)),
        _ => throw new InvalidOperationException($"Event kind {e.Kind} cannot be applied by this version."),
    };

    private Room Joined(MemberJoined joined)
    {
        var room = this with
        {
            Members = Members.SetItem(joined.User, new RoomMember(joined.User, joined.Role, joined.Seq)),
            Owners = joined.Role == RoomRole.Owner ? Owners.Add(joined.User) : Owners,
            MemberCount = MemberCount + 1,
            People = Visibility == RoomVisibility.Group ? People.Add(joined.User) : People,
        };
        return joined.Invite is { } used ? room.WithInvite(used, invite => invite with { Uses = invite.Uses + 1 }) : room;
    }

    private Room Without(string user) => this with
    {
        MemberCount = MemberCount - 1, Members = Members.SetItem(user, null), Owners = Owners.Remove(user), People = People.Remove(user),
    };

    private Room Without(MessageDeleted deleted) => this with
    {
        Pins = Pins?.Remove(deleted.Target),
        Previews = Previews.Remove(deleted.Target),
        Messages = Messages.GetValueOrDefault(deleted.Target) is { } fact ? Messages.SetItem(deleted.Target, fact with { Deleted = true }) : Messages,
        Reactions = Reactions.TryGetValue(deleted.Target, out var reactions) ? Reactions.SetItem(deleted.Target, reactions.Cleared()) : Reactions,
        Polls = Polls.ContainsKey(deleted.Target) ? Polls.SetItem(deleted.Target, null) : Polls,
    };

    private Room WithReactions(long target, Func<ReactionFact, ReactionFact> change) =>
        Reactions.TryGetValue(target, out var reactions) ? this with { Reactions = Reactions.SetItem(target, change(reactions)) } : this;

    private Room WithPreviews(long target, Func<PreviewFact, PreviewFact> change) =>
        Previews.TryGetValue(target, out var previews) ? this with { Previews = Previews.SetItem(target, change(previews)) } : this;

    private Room WithRole(string user, RoomRole role) => this with
    {
        Members = Members.GetValueOrDefault(user) is { } member ? Members.SetItem(user, member with { Role = role }) : Members,
        Owners = role == RoomRole.Owner ? Owners.Add(user) : Owners.Remove(user),
    };

    private Room WithInvite(string id, Func<InviteFact, InviteFact> change) =>
        Invites.GetValueOrDefault(id) is { } invite ? this with { Invites = Invites.SetItem(id, change(invite)) } : this;
}

/// <summary>What a decision has to know of a message.</summary>
/// <param name="Thread">Seq of the message whose thread it belongs to; null: none.</param>
/// <param name="At">When it was posted.</param>
public readonly record struct MessageFact(string Sender, bool Deleted, long? Thread = null, DateTimeOffset At = default);

/// <summary>What a decision has to know of the reactions to a message.</summary>
/// <param name="Counts">Emoji → how many users react with it; those with which nobody does are left out.</param>
/// <param name="Of">User id → the emoji with which that user reacts. Who is not in it is not known.</param>
public sealed record ReactionFact(ImmutableDictionary<string, int> Counts, ImmutableDictionary<string, ImmutableHashSet<string>> Of)
{
    /// <summary>With what is known of more users, at the same head.</summary>
    public ReactionFact With(ReactionFact more) => new(more.Counts, Of.SetItems(more.Of));

    public ReactionFact Plus(string user, string emoji) =>
        new(Counts.SetItem(emoji, Counts.GetValueOrDefault(emoji) + 1), Of.TryGetValue(user, out var own) ? Of.SetItem(user, own.Add(emoji)) : Of);

    public ReactionFact Minus(string user, string emoji) => new(
        Counts.GetValueOrDefault(emoji) > 1 ? Counts.SetItem(emoji, Counts[emoji] - 1) : Counts.Remove(emoji),
        Of.TryGetValue(user, out var own) ? Of.SetItem(user, own.Remove(emoji)) : Of);

    public ReactionFact Cleared() => new(Counts.Clear(), Of.ToImmutableDictionary(user => user.Key, _ => ImmutableHashSet<string>.Empty));
}

/// <summary>What a decision has to know of an invite.</summary>
/// <param name="CreatedBy">User id.</param>
public sealed record InviteFact(
    string CreatedBy, string SecretHash, RoomRole Role, int MaxUses, int Uses, DateTimeOffset ExpiresAt, bool IsRevoked)
{
    /// <summary>Without the hash.</summary>
    public override string ToString() => $"InviteFact({CreatedBy})";
}

/// <summary>What was found out about users, messages and invites of a room, at one head.</summary>
public sealed record RoomFacts
{
    public static RoomFacts None { get; } = new();

    public ImmutableDictionary<string, RoomMember?> Members { get; init; } = ImmutableDictionary<string, RoomMember?>.Empty;

    /// <summary>Those of <see cref="Members"/> who are banned.</summary>
    public ImmutableHashSet<string> Banned { get; init; } = ImmutableHashSet<string>.Empty;

    public ImmutableDictionary<long, MessageFact?> Messages { get; init; } = ImmutableDictionary<long, MessageFact?>.Empty;

    public ImmutableDictionary<string, InviteFact?> Invites { get; init; } = ImmutableDictionary<string, InviteFact?>.Empty;

    public ImmutableDictionary<string, DateTimeOffset?> LastSent { get; init; } = ImmutableDictionary<string, DateTimeOffset?>.Empty;

    public ImmutableDictionary<long, ReactionFact> Reactions { get; init; } = ImmutableDictionary<long, ReactionFact>.Empty;

    public ImmutableDictionary<long, DeletionFact?> Deletions { get; init; } = ImmutableDictionary<long, DeletionFact?>.Empty;

    /// <summary>A null value: there is no poll in the message.</summary>
    public ImmutableDictionary<long, PollFact?> Polls { get; init; } = ImmutableDictionary<long, PollFact?>.Empty;

    /// <summary>All messages that are pinned; null: not found out.</summary>
    public ImmutableHashSet<long>? Pins { get; init; }

    public ImmutableDictionary<long, PreviewFact> Previews { get; init; } = ImmutableDictionary<long, PreviewFact>.Empty;
}

/// <summary>What has to be found out before a decision; nothing, if all are empty.</summary>
/// <param name="Users">Memberships and bans.</param>
/// <param name="Senders">When they sent last.</param>
public sealed record RoomNeeds(ImmutableHashSet<string> Users, ImmutableHashSet<long> Messages, ImmutableHashSet<string> Invites, ImmutableHashSet<string> Senders)
{
    public static RoomNeeds None { get; } = new([], [], [], []);

    /// <summary>Reactions to a message, and which of them are a user's.</summary>
    public ImmutableHashSet<(long Message, string User)> Reactions { get; init; } = [];

    /// <summary>The poll in a message, and what a user has chosen.</summary>
    public ImmutableHashSet<(long Message, string User)> Polls { get; init; } = [];

    /// <summary>Which messages are pinned.</summary>
    public bool Pins { get; init; }

    /// <summary>Deletions of many, by the seq of the first.</summary>
    public ImmutableHashSet<long> Deletions { get; init; } = [];

    /// <summary>Previews of messages.</summary>
    public ImmutableHashSet<long> Previews { get; init; } = [];

    public bool IsEmpty => Users.IsEmpty && Messages.IsEmpty && Invites.IsEmpty && Senders.IsEmpty && Reactions.IsEmpty && Polls.IsEmpty && !Pins && Deletions.IsEmpty && Previews.IsEmpty;

    public RoomNeeds And(RoomNeeds other) =>
        new(Users.Union(other.Users), Messages.Union(other.Messages), Invites.Union(other.Invites), Senders.Union(other.Senders))
        {
            Reactions = Reactions.Union(other.Reactions), Polls = Polls.Union(other.Polls), Pins = Pins || other.Pins, Deletions = Deletions.Union(other.Deletions), Previews = Previews.Union(other.Previews),
        };
}
